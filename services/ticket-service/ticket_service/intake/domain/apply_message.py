"""What one message of the hotline does to its ticket: the same in the end, in whatever order messages come.

Each rule is so made that it asks for the hotline's own time, or for what was decided, never for what arrived first:

- what speaks of a time after our report, but finds no reopening yet, waits for the reopening;
- a reopening that finds a return undecided, or refused, waits for the hotline's decision;
- an acceptance outweighs a refusal, a grant stands, a final refusal stays final;
- what the hotline said before it came back with the order does not touch the new round.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final

from ticket_service.intake.domain.message import Message, MessageDetails, MessageKind
from ticket_service.requests.domain import Decision, accept_return, grant_extension, refuse_extension, refuse_return
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act, TicketState, move_of
from ticket_service.ticket.domain.limits import Owed
from ticket_service.ticket.domain.rounds import (
    ask_review,
    calls_for_another_round,
    is_of_an_earlier_round,
    know_reopening,
    record_survey,
    reopen,
    supervise,
)
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Grade, RequestState, Supervision, Survey

HOTLINE: Final = "12345热线"

Steps = tuple[Change, ...]
OVERTAKEN: Final[Steps] = ()


def apply_message(ticket: Ticket, message: Message) -> Steps | None:
    """The steps that a message leads to: none if it was overtaken, `None` if it has to wait for what it speaks of."""
    return RULES[message.kind](ticket, message)


def _amended(ticket: Ticket, message: Message) -> Steps | None:
    if message.order is None or message.occurred_at < ticket.content_as_of:
        return OVERTAKEN
    order, as_of = message.order, message.occurred_at
    return _noted(ticket, message, Act.amended, lambda: ticket.amend(order, as_of))


def _urged(ticket: Ticket, message: Message) -> Steps | None:
    return _noted(ticket, message, Act.urged, ticket.urge)


def _supervised(ticket: Ticket, message: Message) -> Steps | None:
    if not move_of(Act.supervised, ticket.state):
        return None if _speaks_of_the_next_round(ticket, message) else OVERTAKEN
    received, days = min(message.occurred_at, message.arrived_at), _said(message).days
    wanted = Supervision(as_of=message.occurred_at, received_at=received, days=days) if days else None
    after, owed = supervise(ticket, wanted)
    return (_step(Act.supervised, after, message, owed),)


def _noted(ticket: Ticket, message: Message, act: Act, do: Callable[[], Ticket]) -> Steps | None:
    """What leaves the ticket where it is; after our report only in the next round, which may not be here yet."""
    if move_of(act, ticket.state):
        return (_step(act, do(), message),)
    return None if _speaks_of_the_next_round(ticket, message) else OVERTAKEN


def _cancelled(ticket: Ticket, message: Message) -> Steps | None:
    if is_of_an_earlier_round(ticket, message.occurred_at):
        return OVERTAKEN
    if ticket.is_open:
        return (_step(Act.cancelled, ticket.cancel(message.arrived_at), message),)
    waits = ticket.state is TicketState.returned or _speaks_of_the_next_round(ticket, message)
    return None if waits else OVERTAKEN


def _speaks_of_the_next_round(ticket: Ticket, message: Message) -> bool:
    ended = ticket.finished_at if ticket.is_done else None
    return ended is not None and message.occurred_at > ended


def _reopened(ticket: Ticket, message: Message) -> Steps | None:
    dealt, as_of = ticket.case_log, message.occurred_at
    if is_of_an_earlier_round(ticket, as_of) or ticket.state is TicketState.cancelled:
        return OVERTAKEN
    if ticket.is_open and (dealt.pending_return or _may_follow_an_acceptance(ticket, as_of)):
        return None
    if ticket.is_open:
        known = dealt.cycle > 1
        return (_step(Act.reopening_known, know_reopening(ticket, as_of), message),) if known else OVERTAKEN
    if dealt.cycle > 1 and ticket.finished_at and as_of <= ticket.finished_at:
        return OVERTAKEN
    return (_round_opened(ticket, message),)


def _may_follow_an_acceptance(ticket: Ticket, as_of: datetime) -> bool:
    """Whether a return of this round was refused: an acceptance outweighs that, and may be on its way."""
    since = ticket.case_log.reopened_as_of
    refused = (one for one in ticket.case_log.returns if one.state is RequestState.refused)
    return any(since is None or (one.at > since and as_of > since) for one in refused)


def _surveyed(ticket: Ticket, message: Message) -> Steps | None:
    said = _said(message)
    survey = Survey(
        as_of=message.occurred_at,
        grade=said.grade or Grade.other,
        contacted_first=said.contacted_first,
        solved=said.solved,
    )
    if not (ticket.is_open or ticket.is_done) or survey in ticket.case_log.surveys:
        return OVERTAKEN
    after = record_survey(ticket, survey)
    told = _step(Act.surveyed, after, message)
    if calls_for_another_round(ticket, survey):
        return told, _round_opened(after, message)
    return (told,)


def _review_asked(ticket: Ticket, message: Message) -> Steps | None:
    reviews = ticket.case_log.reviews
    known = bool(reviews) and (ticket.case_log.pending_review or message.occurred_at <= reviews[-1].as_of)
    if known or not (ticket.is_open or ticket.is_done):
        return OVERTAKEN
    after, owed = ask_review(ticket, message.occurred_at, message.arrived_at)
    return (_step(Act.review_asked, after, message, owed),)


def _decided(ticket: Ticket, message: Message, decide: Callable[[Ticket, Decision], Change | None]) -> Steps:
    """What the hotline decided on a request of ours; overtaken if there is nothing to decide."""
    said = _said(message)
    change = decide(
        ticket,
        Decision(request_id=said.request_id, at=message.arrived_at, by=HOTLINE, days=said.days, final=said.final),
    )
    return (change,) if change else OVERTAKEN


def _round_opened(ticket: Ticket, message: Message) -> Change:
    after, owed = reopen(ticket, message.occurred_at, message.arrived_at)
    return _step(Act.reopened, after, message, owed)


def _step(act: Act, after: Ticket, message: Message, owed: tuple[Owed, ...] = ()) -> Change:
    return Change(act=act, ticket=after, at=message.arrived_at, moments=owed)


def _said(message: Message) -> MessageDetails:
    return message.said or MessageDetails()


RULES: Final[Mapping[MessageKind, Callable[[Ticket, Message], Steps | None]]] = MappingProxyType(
    {
        MessageKind.amended: _amended,
        MessageKind.urged: _urged,
        MessageKind.supervised: _supervised,
        MessageKind.cancelled: _cancelled,
        MessageKind.reopened: _reopened,
        MessageKind.surveyed: _surveyed,
        MessageKind.review_asked: _review_asked,
        MessageKind.return_accepted: partial(_decided, decide=accept_return),
        MessageKind.return_refused: partial(_decided, decide=refuse_return),
        MessageKind.extension_granted: partial(_decided, decide=grant_extension),
        MessageKind.extension_refused: partial(_decided, decide=refuse_extension),
    }
)
