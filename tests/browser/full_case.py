"""One order to which everything happened that can happen to an open one: its case page shows all that it ever may."""

from typing import Any, Final

from gongkai.timepiece import new_id
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour.caller import Caller
from gongkai_dev.tour.orders import CLERK, HEAD, order
from gongkai_dev.tour.visit import TourVisit

OFFICE: Final = "office.supervisor"
HELPER: Final = "huangpu.clerk"
CONTACT: Final = {"channel": "phone", "outcome": "not_answered", "note": "响铃未接，稍后再打。"}
BY_CLERK: Final[tuple[tuple[str, Any], ...]] = (
    ("signing", None),
    ("contacts", CONTACT),
    ("returns", {"reason": "not_our_area", "note": "购买地在黄浦区。"}),
    ("extensions", {"days": 5, "reason": "须抽样送检。"}),
    ("matter", {"kind": "complaint"}),
    ("legal-steps", {"step": "complaint_accepted"}),
    ("channel", {"channel": "petition", "note": "其中一项应向信访部门提出。"}),
    ("hold", {"note": "同一市民重复来电，留存备查。"}),
    ("objection", {"reason": "总店在黄浦区。", "proposed_unit": "huangpu"}),
)
BY_HEAD: Final[tuple[tuple[str, Any], ...]] = (("pauses", {"rule": "inspection", "note": "等检验结果。"}),)
PART: Final = {
    "matter": "report",
    "title": "超市长期出售过期食品",
    "content": "举报超市长期出售过期食品。",
    "reason": "兼有举报。",
}
WORDS: Final = "在连锁超市买到过期酸奶，要求退赔，并举报其长期出售过期食品。"


async def full_case(visit: TourVisit, hotline: HotlineSandbox, received: str, related: str) -> str:
    """The id of its ticket, which is linked to another one."""
    clerk, head = await visit.as_person(CLERK), await visit.as_person(HEAD)
    office, helper = await visit.as_person(OFFICE), await visit.as_person(HELPER)
    pushed = order("乙", received, "超市出售过期酸奶", WORDS) | {"priority": "紧急", "kind": "督办单"}
    pushed["citizen"]["confidential"] = True
    path = f"/api/v1/tickets/{(await hotline.push('transfer.created', pushed)).json()['ticket_id']}"
    for what in ("urged", "supervised", "review"):
        await hotline.push(f"transfer.{what}", {"order_no": pushed["order_no"]})
    for name, body in BY_CLERK:
        await _done(clerk, "POST", path, name, body)
    await _done(office, "POST", path, "objection/refusal", {"reason": "门店在浦东新区。"})
    for name, body in BY_HEAD:
        await _done(head, "POST", path, name, body)
    await _done(clerk, "POST", path, "links", {"other_id": related, "kind": "related", "reason": "同一商户。"})
    await _done(head, "PUT", path, "co-units", {"units": ["huangpu"], "reason": "总店在黄浦区。"})
    await _done(helper, "POST", path, "opinions", {"text": "总店无此批次。"})
    await _done(clerk, "POST", path, "parts", PART)
    return path.rpartition("/")[2]


async def _done(who: Caller, method: str, path: str, name: str, body: Any) -> None:
    read = await who.send("GET", path)
    headers = {"If-Match": read.headers["ETag"], "Idempotency-Key": new_id().hex}
    await who.send(method, f"{path}/{name}", headers=headers, **({"json": body} if body else {}))
