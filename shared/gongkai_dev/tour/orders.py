"""A hotline order on the tour: handed over, explained, contacted, reported, signed off, received by the hotline."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx

from gongkai.timepiece import new_id
from gongkai.worktime.days import SHANGHAI, office_day
from gongkai_dev.tour.caller import AWAY, TourFailed, until
from gongkai_dev.tour.visit import ExpectedStep, TourVisit

CLERK: Final = "pudong.clerk"
HEAD: Final = "pudong.head"
FOUND: Final = {
    "fact": "partly_true",
    "claim": "lawful",
    "on_site": "no_site",
    "result": "explained",
    "reply_mode": "phone",
    "satisfaction": "accepted",
    "satisfaction_reason": "市民希望今后处理更快。",
}
"""What the unit found; an order is not signed off before all of it is answered."""
REPORT: Final = {
    "handling": "已核查有关记录，并向市民说明处理依据和结果。",
    "reply_points": "浦东新区市场监管局已核查处理，并于当日电话答复市民。",
    **FOUND,
}
CLOCKS: Final = {"first_contact": "先行联系", "finish": "办结"}


@dataclass(frozen=True, slots=True)
class HandedOrder:
    """An order that the suite has taken over."""

    ticket_id: str
    no: str
    order_no: str

    @property
    def path(self) -> str:
        """The ticket over REST."""
        return f"/api/v1/tickets/{self.ticket_id}"

    def warning(self, clock: str, stage: str) -> ExpectedStep:
        """A warning about this ticket."""
        return ExpectedStep(self.ticket_id, self.no, clock, stage)


def order(name: str, dispatched: str, title: str, content: str) -> dict[str, Any]:
    """An invented order of Pudong; nobody has this number."""
    return {
        "order_no": f"SH{dispatched[:10].replace('-', '')}-{new_id().hex[-10:]}",
        "source": "中国政府网",
        "kind": "转送单",
        "priority": "普通",
        "dispatched_at": datetime.fromisoformat(dispatched).replace(tzinfo=SHANGHAI).isoformat(),
        "category": ["市场监管", "消费维权"],
        "district": "浦东新区",
        "title": title,
        "content": content,
        "citizen": {"name": name, "phone": "13900000000", "anonymous": False, "confidential": False},
        "attachments": [],
    }


async def hand_over(visit: TourVisit, name: str, pushed: dict[str, Any], *, message_id: str = "") -> HandedOrder:
    """The hotline pushes the order, the same bytes again and again, until it has its 202."""
    message_id = message_id or f"msg_{new_id().hex}"
    at = datetime.fromisoformat(pushed["dispatched_at"])

    async def accepted() -> httpx.Response | None:
        try:
            answer = await visit.hotline.push("transfer.created", pushed, occurred_at=at, message_id=message_id)
        except httpx.TransportError:
            return None
        return None if answer.status_code in AWAY else answer

    answer = await until(accepted, f"order {name} is accepted")
    if answer.status_code != 202:
        raise TourFailed(f"The hotline got {answer.status_code}: {answer.text[:300]}")
    receipt = answer.json()
    handed = HandedOrder(receipt["ticket_id"], receipt["ticket_no"], receipt["order_no"])
    visit.tells.name(handed.no, f"办件{name}")
    visit.tells.name(handed.order_no, f"工单{name}")
    visit.tells.says("热线", f"推送工单 {handed.order_no}（{pushed['title']}）→ 202，办件 {handed.no}")
    for clock in receipt["clocks"]:
        due = office_day(datetime.fromisoformat(clock["due_at"]) - timedelta(seconds=1))
        certainty = "" if clock["certainty"] == "final" else "（暂定：该年放假安排尚未公布）"
        visit.tells.says("时限", f"{CLOCKS[clock['code']]}：{due} 24:00 前{certainty}")
        await visit.counts(handed.ticket_id, clock["code"], person=CLERK, still=True)
    return handed


async def explain(visit: TourVisit, handed: HandedOrder, clock: str) -> None:
    """Why the limit ends on that day, in words."""
    caller = await visit.as_person(CLERK)
    explanation = await caller.get(f"{handed.path}/clocks/{clock}/explanation")
    for words in explanation["words"]:
        visit.tells.says("解释", words)


async def sent_along(visit: TourVisit, handed: HandedOrder) -> None:
    """What the citizen sent lies at the hotline no longer: the unit has it, examined."""
    caller = await visit.as_person(CLERK)

    async def fetched() -> list[Any] | None:
        files = await caller.get(f"{handed.path}/files")
        return files if all(one["state"] == "fetched" for one in files) else None

    files = await until(fetched, f"what came with {handed.no} is fetched")
    names = "、".join(sorted(one["name"] for one in files))
    visit.tells.says("市监局", f"从热线取回市民附件{len(files)}个，检查后存入 {handed.no}：{names}")


async def contact(visit: TourVisit, handed: HandedOrder) -> None:
    """The clerk reaches the citizen by telephone."""
    body = {"channel": "phone", "outcome": "reached", "note": "已说明办理安排。"}
    await (await visit.as_person(CLERK)).change(
        "POST", f"{handed.path}/contacts", handed.path, lambda ticket: ticket["contacted_at"] is not None, body
    )
    visit.tells.says("经办人", f"{handed.no} 已电话联系市民，先行联系完成")
    await visit.counts(handed.ticket_id, "first_contact", person=CLERK, still=False)


async def close(visit: TourVisit, handed: HandedOrder) -> None:
    """The clerk reports, the head signs, the hotline receives."""
    await (await visit.as_person(CLERK)).change(
        "PUT", f"{handed.path}/report", handed.path, lambda ticket: ticket["report"] is not None, REPORT
    )
    visit.tells.says("经办人", f"{handed.no} 办结报告已起草（办理情况、答复要点、办理结果）")
    await (await visit.as_person(HEAD)).change(
        "POST", f"{handed.path}/sign-off", handed.path, lambda ticket: ticket["finished_at"] is not None, None
    )
    visit.tells.says("负责人", f"{handed.no} 办结报告已签发，办件办结")
    caller = await visit.as_person(CLERK)

    async def delivered() -> Any | None:
        ticket = await caller.get(handed.path)
        return ticket if ticket["report_delivery"] == "delivered" else None

    ticket = await until(delivered, f"the hotline has the report of {handed.no}")
    received = [one for one in visit.hotline.received if one["order_no"] == handed.order_no]
    if not received:
        raise TourFailed(f"The hotline never saw the report of {handed.no}.")
    visit.tells.name(ticket["report_receipt"], "热线回执")
    visit.tells.says("热线", f"收到 {handed.order_no} 的办结报告，回执 {ticket['report_receipt']}")
    await visit.counts(handed.ticket_id, "finish", person=CLERK, still=False)
