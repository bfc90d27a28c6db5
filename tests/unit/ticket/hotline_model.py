"""The two sides of the state machine: a hotline that says only what its own sequence allows, and a bureau."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from gongkai.clocks.clock import Clock, followed
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.limit import Limit
from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FILES, HEAD
from ticket_service.domain.contact import Channel, ContactAttempt, Outcome
from ticket_service.domain.course import TicketState
from ticket_service.domain.dealings import ExtensionRequest, Grade, ReturnReason, ReturnRequest
from ticket_service.domain.extending import request_extension
from ticket_service.domain.history import Step
from ticket_service.domain.dispatch_text import bundled
from ticket_service.domain.intake import Intake, happened, opened
from ticket_service.domain.limits import AT_ONCE, CONTACT_WITHIN, FINISH_WITHIN, REVIEW_WITHIN
from ticket_service.domain.message import Message, MessageKind, MessageState, Said
from ticket_service.domain.order import Citizen, Order
from ticket_service.domain.report import Report
from ticket_service.domain.returning import request_return
from ticket_service.domain.rounds import answer_in, answer_review
from ticket_service.domain.ticket import Ticket

K = MessageKind
ORDER = Order(
    order_no="A1",
    source="phone",
    kind="transfer",
    priority="normal",
    dispatched_at=BEFORE_THE_WEEK,
    category=(),
    district="浦东",
    title="题",
    content="文",
    citizen=Citizen(),
)


def at(minute: int) -> datetime:
    """A minute of the day on which all happens."""
    return BEFORE_THE_WEEK + timedelta(minutes=minute)


class Bureau:
    """Takes messages in, one transaction each, with the clocks that the service would keep."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.tickets: dict[str, Ticket] = {}
        self.kept: list[Message] = []
        self.steps: list[Step] = []
        self.clocks: dict[str, Clock] = {}
        self._serials = count(1)

    @property
    def ticket(self) -> Ticket | None:
        return self.tickets.get("A1")

    def take(self, message: Message, now: datetime) -> None:
        """A message comes in."""
        arrived = replace(message, arrived_at=now)
        intake = Intake(
            lambda one: opened(one, UUID(int=1), next(self._serials), bundled()),
            there=self.tickets,
            earlier=self.kept,
        )
        intake.take([arrived])
        released = {one.id for one in intake.released}
        self.kept = [one for one in self.kept if one.id not in released] + intake.released + intake.taken
        for ticket in intake.opened:
            self.clocks = {
                one.code: Clock.started(ticket.id, one, ticket.received_at, self.calendar) for one in AT_ONCE
            }
        self.tickets = intake.tickets
        self._follow(list(happened(intake.steps)))
        self.steps += intake.steps

    def finish(self, now: datetime) -> None:
        """The unit reaches the citizen, writes its report, another person signs."""
        ticket = self.ticket
        assert ticket
        if not ticket.contacted_at:
            tried = ContactAttempt(channel=Channel.phone, at=now, by=CLERK, outcome=Outcome.reached, recorded_at=now)
            ticket = ticket.try_contact(tried)
            self._meet(now, CONTACT_WITHIN)
        ticket = ticket.file_report(Report.drafted("查", "复", CLERK, now))
        self.tickets = {"A1": ticket.sign_off(HEAD, now, FILES)}
        self._meet(now, FINISH_WITHIN)

    def ask_return(self, request_id: UUID, now: datetime) -> None:
        """The unit wants to give the order back."""
        assert self.ticket
        request = ReturnRequest(id=request_id, at=now, by=CLERK, reason=ReturnReason.not_our_duty, note="非")
        self.tickets = {"A1": request_return(self.ticket, request)}

    def ask_extension(self, request_id: UUID, now: datetime) -> None:
        """The unit needs five more working days."""
        assert self.ticket
        cycle = self.ticket.dealt.cycle
        request = ExtensionRequest(id=request_id, at=now, by=CLERK, cycle=cycle, days=5, reason="难")
        self.tickets = {"A1": request_extension(self.ticket, request)}

    def answer_review(self, now: datetime) -> None:
        """The unit answers the call-back review."""
        assert self.ticket
        self.tickets = {"A1": answer_review(self.ticket, "复", CLERK, now)}
        self._meet(now, REVIEW_WITHIN)

    def outcome(self) -> dict[str, Any]:
        """What must be the same whatever the order of arrival: nothing of when things arrived, nor of an order that
        was taken back more than that it was."""
        ticket = self.ticket
        if ticket is None or ticket.state is TicketState.cancelled:
            return {"state": ticket and ticket.state, "running": self._running()}
        dealt = ticket.dealt
        here = [one for one in dealt.extensions if one.cycle == dealt.cycle]
        return {
            "state": ticket.state,
            "order": ticket.order,
            "urged": (ticket.times_urged, dealt.times_supervised),
            "received_at": ticket.received_at,
            "round": (dealt.cycle, dealt.reopened_as_of, len(dealt.earlier_reports)),
            "returns": [(one.id, one.state, one.final) for one in dealt.returns],
            "extensions": [(one.id, one.state, one.granted) for one in here if ticket.is_open],
            "reviews": [(one.as_of, one.answered_at is None) for one in dealt.reviews],
            "surveys": dealt.surveys,
            "answers": [answer_in(dealt, cycle) for cycle in range(1, dealt.cycle + 1)],
            "running": self._running(),
            "held": sorted(one.kind for one in self.kept if one.state is MessageState.held),
        }

    def _running(self) -> dict[str, Any]:
        counted = (ClockState.running, ClockState.met)
        return {code: (one.state, one.cycle, one.due_on) for code, one in self.clocks.items() if one.state in counted}

    def _meet(self, now: datetime, limit: Limit) -> None:
        self._follow([(UUID(int=1), limit, Moment(kind=MomentKind.met, at=now))])

    def _follow(self, moments: list[tuple[UUID, Limit, Moment]]) -> None:
        for subject_id, limit, moment in moments:
            known = followed(self.clocks.get(limit.code), subject_id, limit, moment, self.calendar)
            assert known, "a moment needs its clock"
            self.clocks[limit.code] = known


@dataclass
class Hotline:
    """Says things in its own sequence; `stage` is where the order stands in its eyes."""

    stage: str = "none"
    minute: int = 0
    round: int = 1
    said: list[Message] = field(default_factory=list)
    return_asked: UUID | None = None
    extension_asked: UUID | None = None
    review_open: bool = False

    @property
    def now(self) -> datetime:
        return at(self.minute)

    def may_say(self) -> list[MessageKind]:
        """What it may say next."""
        if self.stage == "none":
            return [K.created]
        may: list[MessageKind] = []
        if self.stage == "handled":
            may = [K.amended, K.urged, K.supervised, K.cancelled]
            may += [K.return_accepted, K.return_refused] if self.return_asked else []
            may += [K.extension_granted, K.extension_refused] if self.extension_asked else []
        if self.stage == "done":
            may = [K.surveyed, K.reopened] + ([] if self.review_open else [K.review_asked])
        return [K.reopened] if self.stage == "returned" else may

    def say(self, kind: MessageKind, draw: int) -> list[Message]:
        """Say it; dissatisfaction in the first round comes with or without a 重办 of its own."""
        said = [self._message(kind, draw)]
        if kind is K.surveyed and said[0].said and said[0].said.grade is Grade.dissatisfied and self.round == 1:
            self._came_back()
            if draw % 2:
                said.append(self._message(K.reopened, draw))
        elif kind is K.reopened:
            self._came_back()
        elif kind in (K.created, K.cancelled, K.return_accepted):
            self.stage = {K.created: "handled", K.cancelled: "over"}.get(kind, "returned")
        if kind is K.review_asked:
            self.review_open = True
        if kind in (K.extension_granted, K.return_accepted):
            self.extension_asked = None
        self.said += said
        return said

    def _came_back(self) -> None:
        self.stage, self.round = "handled", self.round + 1
        self.return_asked = self.extension_asked = None

    def _message(self, kind: MessageKind, draw: int) -> Message:
        self.minute += 1
        grades = (Grade.satisfied, Grade.dissatisfied, Grade.dissatisfied, Grade.accepted)
        says = None
        if kind is K.surveyed:
            says = Said(grade=grades[draw % 4], contacted_first=(True, False, None)[draw % 3], solved=draw % 2 == 0)
        elif kind.startswith("return"):
            says = Said(request_id=self.return_asked, final=draw % 2 == 0)
        elif kind.startswith("extension"):
            says = Said(request_id=self.extension_asked, days=draw % 6)
        with_content = kind in (K.created, K.amended)
        return Message(
            id=f"{kind}-{self.minute}",
            kind=kind,
            order_no="A1",
            occurred_at=self.now,
            arrived_at=self.now,
            digest=b"",
            body=b"",
            order=replace(ORDER, title=f"题{self.minute}", dispatched_at=self.now) if with_content else None,
            said=says,
        )
