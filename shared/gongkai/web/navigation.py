"""The menus of the three kinds of pages: for citizens, for staff at the desk, for those who run the suite."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu; what is `extra` is left out of the elder view."""

    path: str
    words: str
    extra: bool = False


NAVIGATION: Final = {
    "citizen": (
        Entry("/policies", "政策公开"),
        Entry("/inquiries/new", "我要咨询"),
        Entry("/status", "办理进度"),
        Entry("/calendar", "工作日计算", extra=True),
    ),
    "desk": (
        Entry("/desk/queue", "待办队列"),
        Entry("/desk/board", "时限看板", extra=True),
        Entry("/desk/warnings", "预警"),
        Entry("/desk/policies", "政策"),
        Entry("/desk/inquiries", "咨询"),
    ),
    "ops": (
        Entry("/ops", "运行状况"),
        Entry("/desk/board", "时限看板"),
        Entry("/desk/hotline/deliveries", "热线报送", extra=True),
        Entry("/desk/hotline/reconciliation", "热线对账", extra=True),
    ),
}

HOMES: Final = {"citizen": "/", "desk": "/desk/queue", "ops": "/ops"}
KEYBOARD: Final = "/keyboard"
LOGIN: Final = "/desk/login"
LOGOUT: Final = "/desk/logout"


def current(section: str, path: str) -> str:
    """The menu entry on whose page (or a page below it) one is; empty when on none."""
    under = [entry.path for entry in NAVIGATION[section] if path == entry.path or path.startswith(entry.path + "/")]
    return max(under, key=len, default="")
