"""The menus of the three kinds of pages: for citizens, for staff at the desk, for those who run the suite.

A person sees the entries whose pages let him in: `roles` follow the access tables of the services (a test compares
them), and leave out those who have no work there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gongkai.actor import Actor, Role

CLERK, HEAD, OFFICE, SECRECY, OPS, AUDITOR = Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a menu; what is `extra` is left out of the elder view, what is `more` stands in the group behind
    the others. Without roles it is for everybody whom the section is for."""

    path: str
    words: str
    roles: tuple[Role, ...] = ()
    extra: bool = False
    more: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether this person gets to see it."""
        return not self.roles or (actor is not None and actor.has(*self.roles))


NAVIGATION: Final = {
    "citizen": (
        Entry("/policies", "政策公开"),
        Entry("/inquiries/new", "我要咨询"),
        Entry("/status", "办理进度"),
        Entry("/calendar", "工作日计算", extra=True),
    ),
    "desk": (
        Entry("/desk/queue", "待办队列"),
        Entry("/desk/tickets", "热线工单", (CLERK, HEAD, OFFICE, SECRECY, AUDITOR)),
        Entry("/desk/inquiries", "咨询"),
        Entry("/desk/policies", "政策"),
        Entry("/desk/warnings", "预警"),
        Entry("/desk/board", "时限看板", (CLERK, HEAD, OFFICE, OPS, AUDITOR), more=True),
        Entry("/desk/rates", "办件指标", (HEAD, OFFICE, AUDITOR), more=True),
        Entry("/desk/reply-templates", "答复模板", (CLERK, HEAD, OFFICE), more=True),
        Entry("/desk/report-template", "报告模板", (HEAD, OFFICE), more=True),
        Entry("/desk/dispatch", "派单规则", (OFFICE,), more=True),
        Entry("/desk/hotline/deliveries", "热线报送", (OFFICE, OPS), more=True),
        Entry("/desk/hotline/reconciliation", "热线对账", (OFFICE, OPS, AUDITOR), more=True),
        Entry("/desk/review-rules", "审查词表", (OFFICE, SECRECY), more=True),
    ),
    "ops": (
        Entry("/ops", "运行状况"),
        Entry("/desk/board", "时限看板", (CLERK, HEAD, OFFICE, OPS, AUDITOR)),
        Entry("/desk/hotline/deliveries", "热线报送", (OFFICE, OPS), extra=True),
        Entry("/desk/hotline/reconciliation", "热线对账", (OFFICE, OPS, AUDITOR), extra=True),
    ),
}

HOMES: Final = {"citizen": "/", "desk": "/desk/queue", "ops": "/ops"}
KEYBOARD: Final = "/keyboard"
LOGIN: Final = "/desk/login"
LOGOUT: Final = "/desk/logout"


def entries(section: str, actor: Actor | None) -> Sequence[Entry]:
    """What this person sees in the menu of a section."""
    return [entry for entry in NAVIGATION[section] if entry.admits(actor)]


def current(section: str, path: str) -> str:
    """The menu entry on whose page (or a page below it) one is; empty when on none."""
    under = [entry.path for entry in NAVIGATION[section] if path == entry.path or path.startswith(entry.path + "/")]
    return max(under, key=len, default="")
