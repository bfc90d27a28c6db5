"""The filters above the ledger's list: what is typed, what it means, and the address that says the same."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.webhooks.browsing import DeliveryFilter
from gongkai.webhooks.delivery import DeliveryState
from gongkai.worktime.days import day_end, day_start
from ticket_service.callbacks import store as deliveries
from ticket_service.closing_report.domain.report_payload import REPORT, UPLOAD
from ticket_service.ticket.domain.notices import CONTACT, EXTENDED, EXTENSION, RETURN, REVIEW

HERE: Final = "/desk/hotline/deliveries"
NOBODY: Final = UUID(int=0)
"""Stands for the ticket of an order number that we do not know."""
KIND_WORDS: Final = {
    CONTACT: "先行联系",
    RETURN: "退单申请",
    EXTENSION: "延期申请",
    EXTENDED: "延期决定",
    REVIEW: "回访复核答复",
    REPORT: "办结报告",
    UPLOAD: "办结报告文件",
}
STATE_WORDS: Final = {
    DeliveryState.waiting: "待报送",
    DeliveryState.delivered: "已送达",
    DeliveryState.dead: "报送失败",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the form above the list asks for; what cannot be understood filters nothing."""

    endpoint: str = ""
    kind: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    order_no: str = ""

    @property
    def typed(self) -> dict[str, str]:
        """The fields that were filled in."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def address(self, path: str, **more: str) -> str:
        """A page with these filters."""
        query = urlencode(self.typed | more)
        return f"{path}?{query}" if query else path

    async def sought(self, db: AsyncConnection) -> DeliveryFilter:
        """As the ledger takes it: whole Shanghai days, the ticket of the order number."""
        subject_id = (await deliveries.ticket_id_of(db, self.order_no) or NOBODY) if self.order_no else None
        since, until = _day(self.since), _day(self.until)
        return DeliveryFilter(
            endpoint=self.endpoint,
            kind=self.kind,
            state=DeliveryState(self.state) if self.state in set(DeliveryState) else None,
            since=day_start(since) if since else None,
            until=day_end(until) if until else None,
            subject_id=subject_id,
        )


async def filters_of(request: Request) -> Filters:
    """From the address; longer words than any of ours find nothing."""
    given = request.query_params
    return Filters(**{name: given.get(name, "").strip()[:80] for name in Filters.__slots__})


FiltersDep = Annotated[Filters, Depends(filters_of)]


def in_words(filters: Filters) -> list[tuple[str, str]]:
    """What is sent again, for the person who confirms it."""
    words = {"endpoint": "地址", "kind": "类型", "since": "从", "until": "到", "order_no": "工单号"}
    typed = filters.typed | ({"kind": KIND_WORDS.get(filters.kind, filters.kind)} if filters.kind else {})
    return [(words[name], value) for name, value in typed.items() if name in words]


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2099 else None
