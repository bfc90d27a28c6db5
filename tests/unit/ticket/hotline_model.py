"""The two sides of the state machine: a hotline that says only what its own sequence allows, and a bureau."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from gongkai.clocks.clock import Clock, clock_after
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.clock import ClockState, Moment
from gongkai.worktime.limit import Limit
from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FILES, FOUND, HEAD, REPLY
from ticket_service.closing_report.domain.signature import as_signed, file_report, sign_off
from ticket_service.intake.domain.intake import Intake, open_ticket
from ticket_service.intake.domain.message import Message, MessageDetails, MessageKind, MessageState
from ticket_service.linking.domain import Cut, split
from ticket_service.requests.domain import answer_review, record_contact, request_extension, request_return
from ticket_service.routing.domain import bundled_table
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.history import clock_moments
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.limits import AT_ONCE, REVIEW_WITHIN, SUPERVISED_WITHIN
from ticket_service.ticket.domain.needs.of_unit import PARTS_AT_MOST
from ticket_service.ticket.domain.parts import acts_on_parts, open_parts
from ticket_service.ticket.domain.rounds import answer_in
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import ExtensionRequest, Grade, MatterKind, ReturnReason, ReturnRequest
from ticket_service.ticket.values.contact import ContactAttempt, ContactChannel, ContactOutcome
from ticket_service.ticket.values.order import Citizen, Order
from ticket_service.ticket.values.report import ReportText

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


ASKED_FOR = {f"0 {limit.code}" for limit in (SUPERVISED_WITHIN, REVIEW_WITHIN)}
"""The clocks of the whole order that a message of the hotline starts, as often as it asks."""
PATIENT = 6
"""So many minutes the hotline takes no order back, for nothing can be said of it afterwards."""
PART_IDS = [UUID(int=100 + number) for number in range(1, PARTS_AT_MOST + 2)]


def at(minute: int) -> datetime:
    """A minute of the day on which all happens."""
    return BEFORE_THE_WEEK + timedelta(minutes=minute)


class Bureau:
    """Takes messages in, one transaction each, with the clocks that the service would keep."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.tickets: dict[str, Ticket] = {}
        self.kept: list[Message] = []
        self.steps: list[Change] = []
        self.parts: list[Ticket] = []
        self.clocks: dict[tuple[int, str], Clock] = {}
        """By the number of the part (0: the whole order) and the code of the limit."""
        self._serials = count(1)

    @property
    def ticket(self) -> Ticket | None:
        return self.tickets.get("A1")

    def take(self, message: Message, now: datetime) -> None:
        """A message comes in."""
        arrived = replace(message, arrived_at=now)
        intake = Intake(
            lambda one: open_ticket(one, UUID(int=1), next(self._serials), bundled_table()),
            there=self.tickets,
            earlier=self.kept,
            parts_there={"A1": self.parts},
        )
        intake.take([arrived])
        released = {one.id for one in intake.released}
        self.kept = [one for one in self.kept if one.id not in released] + intake.released + intake.taken
        for ticket in intake.opened:
            self.clocks = {
                (0, one.code): Clock.started(ticket.id, one, ticket.received_at, self.calendar) for one in AT_ONCE
            }
        self.tickets = intake.tickets
        self.parts = [intake.parts[one.id] for one in self.parts]
        self._follow(list(clock_moments(intake.steps)))
        self.steps += intake.steps

    def finish(self, now: datetime) -> None:
        """All parts first, then the whole."""
        while self.open_parts:
            self.finish_a_part(now)
        assert self.ticket
        self._finish(self.ticket, now)

    def finish_a_part(self, now: datetime) -> None:
        """The first that is open."""
        self._finish(self.open_parts[0], now)

    @property
    def open_parts(self) -> list[Ticket]:
        return [one for one in self.parts if one.is_open]

    def split(self, now: datetime) -> None:
        """The unit splits a complaint off."""
        assert self.ticket
        number = len(self.parts) + 1
        part_id = PART_IDS[number - 1]
        cut = Cut(id=part_id, at=now, matter=MatterKind.complaint, title="诉", content="求", unit="pudong")
        whole, part = split(self.ticket, cut, self.parts, ())
        self._record(whole)
        self.parts.append(part.ticket)
        self.clocks |= {(number, one.code): replace(self.clocks[0, one.code], subject_id=part_id) for one in AT_ONCE}
        self._record(part)

    def _finish(self, ticket: Ticket, now: datetime) -> None:
        """The unit reaches the citizen, writes its report, another person signs."""
        if not ticket.contacted_at:
            tried = ContactAttempt(
                channel=ContactChannel.phone, at=now, by=CLERK, outcome=ContactOutcome.reached, recorded_at=now
            )
            ticket = self._record(record_contact(ticket, tried))
        words = ReportText(handling="已到现场检查。", reply_points=REPLY, findings=FOUND)
        ticket = self._record(file_report(ticket, words, CLERK, now))
        as_signed(ticket, HEAD, now, () if ticket.part_of else open_parts(self.parts))
        self._record(sign_off(ticket, HEAD, now, FILES, ()))

    def ask_return(self, request_id: UUID, now: datetime) -> None:
        """The unit wants to give the order back."""
        assert self.ticket
        request = ReturnRequest(id=request_id, at=now, by=CLERK, reason=ReturnReason.not_our_duty, note="非")
        self._record(request_return(self.ticket, request))

    def ask_extension(self, request_id: UUID, now: datetime) -> None:
        """The unit needs five more working days."""
        assert self.ticket
        cycle = self.ticket.case_log.cycle
        request = ExtensionRequest(id=request_id, at=now, by=CLERK, cycle=cycle, days=5, reason="难")
        self._record(request_extension(self.ticket, request))

    def answer_review(self, now: datetime) -> None:
        """The unit answers the call-back review."""
        assert self.ticket
        self._record(answer_review(self.ticket, "复", CLERK, now))

    def _record(self, change: Change) -> Ticket:
        """What the service's own `record` does, in memory."""
        for one in (change, *acts_on_parts(change, self.parts)):
            if one.ticket.part_of:
                self.parts = [one.ticket if part.id == one.ticket.id else part for part in self.parts]
            else:
                self.tickets = {"A1": one.ticket}
            self._follow(list(clock_moments([one])))
        return change.ticket

    def outcome(self) -> dict[str, Any]:
        """What must be the same whatever the order of arrival: nothing of when things arrived, nor of an order that
        was taken back more than that it was. Whether 督办 or a review was asked for at the last does not show there: a
        message that comes after the end moves no clock, so the one before stays met, or was started in vain."""
        ticket = self.ticket
        if ticket is None or ticket.state is TicketState.cancelled:
            counted = {code: one for code, one in self._running().items() if code not in ASKED_FOR}
            return {"state": ticket and ticket.state, "running": counted, "parts": self._parts()}
        dealt = ticket.case_log
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
            "parts": self._parts(),
            "held": sorted(one.kind for one in self.kept if one.state is MessageState.held),
        }

    def _running(self) -> dict[str, Any]:
        """What counts, or was met. How often 督办 was said in vain before is not told anybody."""
        counted = (ClockState.running, ClockState.met)
        return {
            f"{number} {code}": (one.state, one.cycle * (code != SUPERVISED_WITHIN.code), one.due_on)
            for (number, code), one in self.clocks.items()
            if one.state in counted
        }

    def _parts(self) -> list[tuple[str, Any, int]]:
        return [
            (one.no, one.state, one.times_urged + one.case_log.times_supervised if one.is_open else 0)
            for one in self.parts
        ]

    def _follow(self, moments: list[tuple[UUID, Limit, Moment]]) -> None:
        for subject_id, limit, moment in moments:
            key = (PART_IDS.index(subject_id) + 1 if subject_id in PART_IDS else 0, limit.code)
            known = clock_after(self.clocks.get(key), subject_id, limit, moment, self.calendar)
            assert known, "a moment needs its clock"
            self.clocks[key] = known


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
            may = [K.amended, K.urged, K.supervised, K.supervised]
            may += [K.cancelled] if self.minute >= PATIENT else []
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
            says = MessageDetails(
                grade=grades[draw % 4], contacted_first=(True, False, None)[draw % 3], solved=draw % 2 == 0
            )
        elif kind is K.supervised:
            says = MessageDetails(days=(0, 5, 3, 8)[draw % 4])
        elif kind.startswith("return"):
            says = MessageDetails(request_id=self.return_asked, final=draw % 2 == 0)
        elif kind.startswith("extension"):
            says = MessageDetails(request_id=self.extension_asked, days=draw % 6)
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
