"""A round of handling as it ended, in the short words that the rates count (requirement C7).

An order that the hotline hands out again (重办) is a round of its own: each round counts where it ended, for the unit
that held it then. A part of a split order counts in no rate, for the hotline counts orders.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from gongkai.worktime.days import office_day
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import TABLE, Act, TicketState
from ticket_service.ticket.domain.rounds import FIRST, answer_in
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Grade
from ticket_service.ticket.values.contact import ContactOutcome
from ticket_service.ticket.values.findings import ClaimFound, Result

YES, NO, UNSAID = "yes", "no", ""


class Ending(StrEnum):
    """How a round ended: the report was signed, or the order is the hotline's again."""

    finished = "finished"
    returned = "returned"
    cancelled = "cancelled"


def _words(known: Iterable[str], *more: str) -> frozenset[str]:
    return frozenset(str(one) for one in (*known, *more))


EITHER: Final = _words((YES, NO))
ROUND_FACTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "ending": _words(Ending),
        "again": EITHER,
        "anonymous": EITHER,
        "reached": EITHER,
        "result": _words(Result, UNSAID),
        "claim": _words(ClaimFound, UNSAID),
        "grade": _words(Grade, UNSAID),
        "contacted_first": _words(EITHER, UNSAID),
        "solved": _words(EITHER, UNSAID),
        "rehandled": EITHER,
    }
)
"""What is known of a round that ended, and the words for it."""
ENDS: Final = frozenset(move.act for move in TABLE if move.to is not None and move.to.value in set(Ending))
"""The acts that end a round."""
SAID_LATER: Final = (Act.surveyed, Act.reopened, Act.reopening_known)
"""What the hotline says of a round that has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterAnswer:
    """What came after a round: what the citizen said of it, and whether its matter was handled once more."""

    ticket_id: UUID
    cycle: int
    grade: str = UNSAID
    contacted_first: str = UNSAID
    solved: str = UNSAID
    rehandled: str = NO


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRound(LaterAnswer):
    """One round. Its limits are not here: the clocks say when they ended and whether in time."""

    unit: str
    ending: Ending
    ended_on: date
    again: str
    anonymous: str
    reached: str
    result: str = UNSAID
    claim: str = UNSAID


def ended_round(ticket: Ticket) -> EndedRound | None:
    """The round in which a ticket is, once that has ended; none for a part of a split order."""
    ended = _ended(ticket)
    if ended is None or ticket.part_of:
        return None
    ending, at = ended
    found = ticket.report.findings if ticket.report else None
    answer = _answer(ticket, ticket.case_log.cycle)
    return EndedRound(
        ticket_id=answer.ticket_id,
        cycle=answer.cycle,
        grade=answer.grade,
        contacted_first=answer.contacted_first,
        solved=answer.solved,
        unit=ticket.unit,
        ending=ending,
        ended_on=office_day(at),
        again=_word(ticket.case_log.cycle > FIRST),
        anonymous=_word(ticket.order.citizen.anonymous),
        reached=_word(any(one.outcome is ContactOutcome.reached for one in ticket.contacts)),
        result=found.result or UNSAID if found else UNSAID,
        claim=found.claim or UNSAID if found else UNSAID,
    )


def answers(ticket: Ticket) -> list[LaterAnswer]:
    """What is known by now of every round of a ticket that has ended."""
    if ticket.part_of:
        return []
    cycles = ticket.case_log.cycle if _ended(ticket) else ticket.case_log.cycle - 1
    return [_answer(ticket, cycle) for cycle in range(FIRST, cycles + 1)]


def ended_by(steps: Iterable[Change]) -> list[EndedRound]:
    """The rounds that these steps ended."""
    return [ended for step in steps if step.act in ENDS and (ended := ended_round(step.ticket))]


def answered_by(steps: Iterable[Change]) -> list[LaterAnswer]:
    """What these steps say of rounds that had ended; of each ticket what is known in the end."""
    last = {step.ticket.id: step.ticket for step in steps if step.act in SAID_LATER}
    return [answer for ticket in last.values() for answer in answers(ticket)]


def _answer(ticket: Ticket, cycle: int) -> LaterAnswer:
    said = answer_in(ticket.case_log, cycle)
    return LaterAnswer(
        ticket_id=ticket.id,
        cycle=cycle,
        grade=said.grade if said else UNSAID,
        contacted_first=_word(said.contacted_first) if said else UNSAID,
        solved=_word(said.solved) if said else UNSAID,
        rehandled=_word(cycle < ticket.case_log.cycle),
    )


def _ended(ticket: Ticket) -> tuple[Ending, datetime] | None:
    if ticket.finished_at:
        return Ending.finished, ticket.finished_at
    if ticket.cancelled_at:
        return Ending.cancelled, ticket.cancelled_at
    if ticket.state is TicketState.returned and ticket.case_log.ended_at:
        return Ending.returned, ticket.case_log.ended_at
    return None


def _word(said: bool | None) -> str:
    return UNSAID if said is None else YES if said else NO


class LimitOutcome(StrEnum):
    """How a limit stands: it was met in time or late; it runs (`overdue`: has run out, `running`: not yet), or stands
    still; or nothing is owed any more, for the order went back."""

    on_time = "on_time"
    late = "late"
    overdue = "overdue"
    running = "running"
    paused = "paused"
    returned = "returned"
    cancelled = "cancelled"
