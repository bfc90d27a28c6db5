"""What the hotline says in tests: orders of people who cannot exist."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, Final

from gongkai.worktime.days import SHANGHAI

SECRET: Final = "whsec_" + b64encode(bytes(range(32))).decode()
NAME: Final = "甄有问"
PHONE: Final = "10012345678"
FOUND: Final = {
    "fact": "true",
    "claim": "lawful",
    "on_site": "yes",
    "on_site_at": "2024-09-30T10:30:00+08:00",
    "result": "solved",
    "reply_mode": "phone",
    "satisfaction": "satisfied",
}
REPLY: Final = "浦东新区市场监管局于今日电话答复：已责令下架。"
REPORT: Final = {"handling": "已现场检查。", "reply_points": REPLY, **FOUND}

SAID: Final = ("request_id", "days", "final", "grade", "contacted_first", "solved", "reason", "working_days")
"""What the hotline says beside the order."""


def at(shanghai: str) -> datetime:
    """A moment by its Shanghai wall clock: `2024-09-30 10:00`."""
    return datetime.fromisoformat(shanghai).replace(tzinfo=SHANGHAI).astimezone(UTC)


def event(what: str = "created", *, occurred: str = "2024-09-30 10:00", **changed: Any) -> dict[str, Any]:
    """A message about an order; `changed` are fields of the order, or what the hotline says of a request."""
    kind = what if "." in what else f"transfer.{what}"
    said = {name: changed.pop(name) for name in SAID if name in changed}
    if what not in ("created", "amended"):
        order: dict[str, Any] = {"order_no": changed.get("order_no", "240930-0001")}
    else:
        order = {
            "order_no": "240930-0001",
            "source": "中国政府网",
            "kind": "转送单",
            "priority": 1,
            "dispatched_at": "2024-09-30T10:00:00+08:00",
            "category": ["市场监管", "食品安全"],
            "district": "浦东新区",
            "title": "超市出售过期酸奶",
            "content": f"{NAME}在超市买到过期酸奶，\n请查处后回电{PHONE}。",
            "citizen": {"name": NAME, "phone": PHONE, "anonymous": False, "confidential": False},
            "attachments": [{"name": "小票.jpg", "url": "https://hotline.invalid/files/1"}],
        } | changed
    occurred_at = occurred.replace(" ", "T")
    return {"type": kind, "occurred_at": f"{occurred_at}:00+08:00", "order": order} | said
