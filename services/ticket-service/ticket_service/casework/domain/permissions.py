"""What a person may do with a ticket now: the course says what is possible and what it needs, his role the rest.

The case page shows a form where this says yes. The use cases judge again, and their refusals stand; here nothing is
refused, only left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from gongkai.actor import Actor
from ticket_service.linking.domain import PARTS_AT_MOST
from ticket_service.requests.domain import RETURNS_AT_MOST
from ticket_service.routing.domain import may_object
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act, Need, move_of
from ticket_service.ticket.domain.statutory import steps_open
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import RequestState
from ticket_service.ticket.values.findings import Findings, wrong_with
from ticket_service.ticket.values.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccess:
    """One person facing one ticket, at a moment. `co_units` were asked to help, `parts` were split off; `merged`: it is
    handled with another one."""

    ticket: Ticket
    actor: Actor
    now: datetime
    co_units: tuple[str, ...] = ()
    parts: tuple[Ticket, ...] = ()
    merged: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the person's unit handles the ticket."""
        return self.actor.unit == self.ticket.unit

    @property
    def helps(self) -> bool:
        """Whether the person's unit was asked to help."""
        return self.actor.unit in self.co_units

    @property
    def open_parts(self) -> int:
        """How many parts still have to be finished before this ticket can be."""
        return sum(part.is_open for part in self.parts)

    @property
    def open_questions(self) -> int:
        """How much of what the hotline asks about the matter the report leaves open."""
        report, asked = self.ticket.report, self.ticket.report_requirements.asked
        return len(wrong_with(report.findings or Findings(), asked, report.drafted_at)) if report else 0

    def may(self, act: Act) -> bool:
        """Whether the course, the person's role and his unit leave him this act now."""
        move = move_of(act, self.ticket.state)
        if move is None or not {role.value for role in self.actor.roles} & {party.value for party in move.by}:
            return False
        within = self.helps if Need.asked_to_help in move.needs else self.actor.only_unit in (None, self.ticket.unit)
        return within and all(PREDICATES[need](self, act) for need in move.needs if need in PREDICATES)


def _no_return(one: CaseAccess, _: Act) -> bool:
    dealt = one.ticket.case_log
    refused = any(request.final for request in dealt.returns)
    return not dealt.pending_return and not refused and len(dealt.returns) < RETURNS_AT_MOST


def _none_pending(one: CaseAccess, _: Act) -> bool:
    dealt = one.ticket.case_log
    this_round = [request for request in dealt.extensions if request.cycle == dealt.cycle]
    granted = [request for request in this_round if request.state is RequestState.granted]
    return not dealt.pending_extension and len(granted) < handling_rules().extension.times


def _in_time(one: CaseAccess, _: Act) -> bool:
    due = one.ticket.finish_due_at
    return due is None or one.now < due


def _another(one: CaseAccess, act: Act) -> bool:
    """Nobody signs his own report, or grants himself more time."""
    ticket = one.ticket
    author: Person | None = None
    if act is Act.signed_off:
        author = ticket.report.drafted_by if ticket.report else None
    elif asked := ticket.case_log.pending_extension:
        author = asked.by
    return author is None or author.id != one.actor.id


PREDICATES: Final[Mapping[Need, Callable[[CaseAccess, Act], bool]]] = MappingProxyType(
    {
        Need.contact: lambda one, act: act is Act.contacted or one.ticket.contacted_at is not None,
        Need.report: lambda one, _: one.ticket.report is not None and not one.open_questions,
        Need.second_person: _another,
        Need.no_return: _no_return,
        Need.in_time: _in_time,
        Need.extension_pending: lambda one, _: one.ticket.case_log.pending_extension is not None,
        Need.none_pending: _none_pending,
        Need.pause_rule: lambda one, _: one.ticket.case_log.open_pause is None,
        Need.paused: lambda one, _: one.ticket.case_log.open_pause is not None,
        Need.review_pending: lambda one, _: one.ticket.case_log.pending_review is not None,
        Need.legal_step: lambda one, _: bool(steps_open(one.ticket)),
        Need.no_objection: lambda one, _: one.is_own and may_object(one.ticket),
        Need.objection_pending: lambda one, _: one.ticket.case_log.pending_objection is not None,
        Need.whole_order: lambda one, _: one.ticket.part_of is None,
        Need.not_merged: lambda one, _: not one.merged and len(one.parts) < PARTS_AT_MOST,
        Need.parts_over: lambda one, _: not one.open_parts,
        Need.both_receipts: lambda one, _: one.ticket.has_both_receipts,
        Need.no_review: lambda one, _: one.ticket.case_log.pending_review is None,
    }
)
"""How each need is seen; what only the hotline or a receipt can bring is no question for a person's form."""
