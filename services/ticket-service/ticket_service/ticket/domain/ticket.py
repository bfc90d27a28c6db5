"""A message the hotline hands over, and what the bureau owes the citizen for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from gongkai.organisation.units import name_of
from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.lifecycle import (
    DONE,
    OPEN,
    Act,
    TicketState,
    move_of,
    require,
    require_state,
)
from ticket_service.ticket.domain.next_deadline import NextDeadlineStatus
from ticket_service.ticket.values.case_log import EMPTY, CaseLog, MatterKind
from ticket_service.ticket.values.contact import AttemptUnfit, ContactAttempt, contacted_at
from ticket_service.ticket.values.findings import asked_of
from ticket_service.ticket.values.order import Order
from ticket_service.ticket.values.report import Report, ReportRequirements


class TicketUnknown(Refusal):
    """There is no such ticket, or it is another unit's."""

    code = "ticket-unknown"
    ground = Ground.unknown


class SameUnit(Refusal):
    """The ticket is already with this unit."""

    code = "same-unit"
    ground = Ground.conflict


class ReportDelivery(StrEnum):
    """How far the signed report, or its file, has come on its way to the hotline."""

    queued = "queued"
    delivered = "delivered"
    failed = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One ticket. Each act gives a new value whose version is one higher.

    `received_at` is what the clocks count from: the hotline's dispatch, or our own arrival if that was earlier; both
    moments are kept. `content_as_of` is the hotline's time of the content we hold. `finish_due_at` copies the finish
    clock, `next_…` the one that leads (see `leading`): lists sort by them. An order has one ticket, whose `part_no` is
    0; where it was split (see `parts`), each part is a ticket of its own with the same `order_no`.
    """

    id: UUID
    no: str
    order_no: str
    part_of: UUID | None = None
    part_no: int = 0
    order: Order
    unit: str
    state: TicketState = TicketState.received
    arrived_at: datetime
    received_at: datetime
    content_as_of: datetime
    finish_due_at: datetime | None = None
    next_due_at: datetime | None = None
    next_clock: str = ""
    next_standing: NextDeadlineStatus = NextDeadlineStatus.final
    times_urged: int = 0
    contacts: tuple[ContactAttempt, ...] = ()
    contacted_at: datetime | None = None
    report: Report | None = None
    report_delivery: ReportDelivery | None = None
    report_receipt: str | None = None
    report_upload: ReportDelivery | None = None
    upload_receipt: str | None = None
    uploaded_at: datetime | None = None
    finished_at: datetime | None = None
    cancelled_at: datetime | None = None
    dealings: CaseLog | None = None
    matter_kind: MatterKind | None = None
    version: int = 1

    @property
    def case_log(self) -> CaseLog:
        """What passed beside the matter; nothing so far, for most tickets."""
        return self.dealings or EMPTY

    @property
    def is_open(self) -> bool:
        """Whether the bureau still owes something."""
        return self.state in OPEN

    @property
    def is_done(self) -> bool:
        """Whether the report of the last round is signed, and the hotline has not come back since."""
        return self.state in DONE

    def began_after(self, sent_at: datetime) -> bool:
        """Whether what was sent then belongs to an earlier round, and says nothing of this one's report."""
        ended = self.case_log.ended_at
        return self.case_log.cycle > 1 and ended is not None and sent_at <= ended

    @property
    def is_protected(self) -> bool:
        """Whether even its own unit reads who asked only for a purpose: he wants it so (保密), or the law (举报), also
        when staff call by another name what the hotline took as a report."""
        taken_as = MatterKind.of(self.order.matter or "")
        return self.order.citizen.confidential or MatterKind.report in (self.matter_kind, taken_as)

    @property
    def report_requirements(self) -> ReportRequirements:
        """What a report has to fit."""
        return ReportRequirements(
            unit=name_of(self.unit), asked=asked_of(self.matter_kind.words if self.matter_kind else "")
        )

    def after(self, act: Act, **changes: Any) -> Self:
        """The ticket after an act, in the state to which the course leads; refuses what cannot happen now."""
        require_state(act, self.state)
        move = move_of(act, self.state)
        return self._next(state=move.to if move and move.to else self.state, **changes)

    def amend(self, order: Order, as_of: datetime) -> Self:
        """Other content under the same number. The clocks stay, so the first dispatch stays; so does the unit."""
        kept = replace(order, dispatched_at=self.order.dispatched_at)
        return self.after(Act.amended, order=kept, content_as_of=as_of)

    def urge(self) -> Self:
        """The hotline asks for haste (催单)."""
        return self.after(Act.urged, times_urged=self.times_urged + 1)

    def supervise(self) -> Self:
        """The hotline watches the order (督办)."""
        dealings = replace(self.case_log, times_supervised=self.case_log.times_supervised + 1)
        return self.after(Act.supervised, dealings=dealings)

    def cancel(self, at: datetime) -> Self:
        """The hotline takes the order back."""
        return self.after(Act.cancelled, cancelled_at=at, dealings=self.dealings and self.dealings.lapsed(at))

    def sign(self) -> Self:
        """The unit has seen that the order is its own (签收)."""
        return self.after(Act.signed)

    def assign(self, unit: str) -> Self:
        """Another unit owes the next step; the clocks do not stop for that."""
        require(Act.assigned, self)
        if unit == self.unit:
            words = "该办件已由此单位承办"
            raise SameUnit(f"{words}。", points=(Point("/unit", SameUnit.code, words),))
        return self.after(Act.assigned, unit=unit)

    def try_contact(self, attempt: ContactAttempt) -> Self:
        """Record an attempt to reach the citizen; the one that fulfils the duty moves the ticket on."""
        require(Act.contact_tried, self)
        if not self.received_at <= attempt.at <= attempt.recorded_at:
            words = "联系时间应在收到办件之后、登记之前"
            raise AttemptUnfit(f"{words}。", points=(Point("/at", AttemptUnfit.code, words),))
        contacts = (*self.contacts, attempt)
        contacted = self.contacted_at or contacted_at(contacts)
        act = Act.contacted if contacted else Act.contact_tried
        return self.after(act, contacts=contacts, contacted_at=contacted)

    def file_report(self, report: Report) -> Self:
        """The unit's report; a later one replaces it until one is signed."""
        require(Act.report_filed, self)
        return self.after(Act.report_filed, report=report)

    def report_arrived(self, receipt: str | None) -> Self:
        """The hotline has the report, and gave this receipt for it."""
        return self._next(report_delivery=ReportDelivery.delivered, report_receipt=receipt)

    @property
    def has_both_receipts(self) -> bool:
        """The hotline has confirmed both the report and its file (§9 demands the file of a 国办单)."""
        return self.report_delivery is ReportDelivery.delivered and self.report_upload is ReportDelivery.delivered

    @property
    def is_complete(self) -> bool:
        """The hotline has all: the ticket can close."""
        return self.state is TicketState.finished and self.has_both_receipts

    def close(self) -> Self:
        """The hotline has all that it is owed."""
        return self.after(Act.closed)

    def report_undelivered(self) -> Self:
        """No try reached the hotline; somebody has to look at the ledger."""
        return self._next(report_delivery=ReportDelivery.failed)

    def file_arrived(self, receipt: str | None, at: datetime) -> Self:
        """The hotline has the report's file, and gave this receipt for it."""
        return self._next(report_upload=ReportDelivery.delivered, upload_receipt=receipt, uploaded_at=at)

    def file_undelivered(self) -> Self:
        """The file did not reach the hotline, or reached it as another one."""
        return self._next(report_upload=ReportDelivery.failed)

    def send_again(self, *, report: bool, file: bool) -> Self:
        """What was given up is on its way once more."""
        return self._next(
            report_delivery=ReportDelivery.queued if report else self.report_delivery,
            report_upload=ReportDelivery.queued if file else self.report_upload,
        )

    def _next(self, **changes: Any) -> Self:
        return replace(self, version=self.version + 1, **changes)


def received_at(dispatched_at: datetime, arrived_at: datetime) -> datetime:
    """The moment of receipt: the hotline's dispatch if that is earlier than the arrival here."""
    return min(dispatched_at, arrived_at)
