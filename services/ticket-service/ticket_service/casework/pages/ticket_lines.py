"""A ticket as a line of the list: its clocks, its state in words, and what it is marked with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.clocks.clock import Clock
from gongkai.desk.clock_face import ClockFace, edges, face
from gongkai.organisation.units import name_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.clock import ClockState
from ticket_service.casework.domain.worklist import ColourEdge
from ticket_service.casework.domain.worklist import edges as together
from ticket_service.casework.pages.case_words import STATES
from ticket_service.ticket.domain.limits import FINISH_WITHIN
from ticket_service.ticket.domain.readers import order_for
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.order import OrderKind, Source

BY_CODE: Final = {limit.code: limit for limit in LIMITS}
OPEN: Final = (ClockState.running, ClockState.paused)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistLine:
    """What the list shows of a ticket; `faces`: what still counts, the clock that leads first."""

    id: UUID
    version: int
    no: str
    order_no: str
    title: str
    unit: str
    state: str
    matter: str
    marks: tuple[str, ...]
    faces: tuple[ClockFace, ...]
    is_own: bool


async def lines(
    db: AsyncConnection, tickets: Sequence[Ticket], running: ServiceRuntime, reader: Actor
) -> list[WorklistLine]:
    """The tickets as this reader may see them; their clocks are one statement."""
    known = await clocks.of_all(db, [one.id for one in tickets])
    return [_line(one, known[one.id], running, reader) for one in tickets]


def colour_edges(running: ServiceRuntime) -> tuple[ColourEdge, ...]:
    """Where red and yellow begin and end for each of our limits, now."""
    now = running.timepiece.now()
    return together([(limit, *edges(limit, running.calendar, now)) for limit in LIMITS])


def marks(ticket: Ticket) -> Iterator[str]:
    """What a clerk has to know before he opens it."""
    order, dealt = ticket.order, ticket.case_log
    if Source.of(order.source) is Source.china_gov_website:
        yield "国办单"
    if OrderKind.of(order.kind) is OrderKind.supervised or dealt.times_supervised:
        yield "督办"
    if ticket.part_of:
        yield "拆分件"
    if ticket.times_urged:
        yield f"催单{ticket.times_urged}次"
    if order.citizen.confidential:
        yield "要求保密"
    waiting = (
        (dealt.pending_return, "退单待热线决定"),
        (dealt.pending_extension, "延期待审批"),
        (dealt.pending_objection, "派单异议待定"),
        (dealt.pending_review, "回访复核待答复"),
    )
    yield from (words for asked, words in waiting if asked)


def _line(ticket: Ticket, known: Sequence[Clock], running: ServiceRuntime, reader: Actor) -> WorklistLine:
    return WorklistLine(
        id=ticket.id,
        version=ticket.version,
        no=ticket.no,
        order_no=ticket.order_no,
        title=order_for(ticket, reader.unit).title,
        unit=name_of(ticket.unit),
        state=STATES[ticket.state],
        matter=ticket.matter_kind.words if ticket.matter_kind else "",
        marks=tuple(marks(ticket)),
        faces=tuple(_faces(known, running)),
        is_own=reader.only_unit in (None, ticket.unit),
    )


def _faces(known: Sequence[Clock], running: ServiceRuntime) -> Iterator[ClockFace]:
    now = running.timepiece.now()
    still = [one for one in known if one.state in OPEN]
    shown = still or [one for one in known if one.code == FINISH_WITHIN.code]
    for one in sorted(shown, key=lambda one: (one.state is ClockState.paused, one.due_at)):
        yield face(one, BY_CODE[one.code], running.calendar, now, one.met_at)
