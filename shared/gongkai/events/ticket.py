"""Facts the ticket service publishes; a field may be added, never renamed or removed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gongkai.events.envelope import Event


class TicketEvent(Event):
    """What every fact about a ticket says."""

    state: str
    order_no: str


class TicketReceived(TicketEvent):
    """The hotline handed an order over: first contact and finish are counted from now on."""

    type: ClassVar[str] = "gongkai.ticket.received.v1"

    source: str
    kind: str
    priority: str
    received_at: datetime


class TicketAmended(TicketEvent):
    """The hotline changed the content of an order; no clock moves."""

    type: ClassVar[str] = "gongkai.ticket.amended.v1"


class TicketUrged(TicketEvent):
    """The hotline asks for haste; no clock moves."""

    type: ClassVar[str] = "gongkai.ticket.urged.v1"

    times_urged: int


class TicketCancelled(TicketEvent):
    """The hotline took the order back; whoever counts days for it stops counting."""

    type: ClassVar[str] = "gongkai.ticket.cancelled.v1"


class TicketReassigned(TicketEvent):
    """Another unit owes the next step."""

    type: ClassVar[str] = "gongkai.ticket.reassigned.v1"

    from_unit: str


class CitizenContacted(TicketEvent):
    """The citizen was reached (or tried often enough, at different times): the first duty is met."""

    type: ClassVar[str] = "gongkai.ticket.contacted.v1"

    outcome: str


class ReportFiled(TicketEvent):
    """The unit wrote its closing report; it waits for another person's signature."""

    type: ClassVar[str] = "gongkai.ticket.report-filed.v1"


class TicketFinished(TicketEvent):
    """The report is signed off and on its way to the hotline; whoever counts days stops counting."""

    type: ClassVar[str] = "gongkai.ticket.finished.v1"

    finished_at: datetime


class ReportDelivered(TicketEvent):
    """The hotline confirmed that it has the closing report."""

    type: ClassVar[str] = "gongkai.ticket.report-delivered.v1"


class ReportUploaded(TicketEvent):
    """The hotline has the file of the closing report as an attachment of its order, and gave a receipt for it."""

    type: ClassVar[str] = "gongkai.ticket.report-uploaded.v1"

    uploaded_at: datetime
    sha256: str


class TicketSigned(TicketEvent):
    """The unit has seen that the order is its own (签收); no clock moves."""

    type: ClassVar[str] = "gongkai.ticket.signed.v1"


class TicketSupervised(TicketEvent):
    """The hotline watches the order (督办), perhaps with a limit of its own; no other clock moves."""

    type: ClassVar[str] = "gongkai.ticket.supervised.v1"

    times_supervised: int


class ReturnRequested(TicketEvent):
    """The unit wants to give the order back; until the hotline decides, every clock goes on."""

    type: ClassVar[str] = "gongkai.ticket.return-requested.v1"

    request_id: UUID
    reason: str


class ReturnDecided(TicketEvent):
    """The hotline took the order back (every clock is cancelled), or the unit keeps it."""

    type: ClassVar[str] = "gongkai.ticket.return-decided.v1"

    request_id: UUID
    accepted: bool
    final: bool


class ExtensionRequested(TicketEvent):
    """The unit needs more working days; the clock moves when they are granted."""

    type: ClassVar[str] = "gongkai.ticket.extension-requested.v1"

    request_id: UUID
    days: int


class ExtensionDecided(TicketEvent):
    """More working days were granted, or not."""

    type: ClassVar[str] = "gongkai.ticket.extension-decided.v1"

    request_id: UUID
    granted: bool
    days: int


class TicketPaused(TicketEvent):
    """The limit to finish stands still, by a rule of the office."""

    type: ClassVar[str] = "gongkai.ticket.paused.v1"

    rule: str


class TicketResumed(TicketEvent):
    """The limit to finish is counted again."""

    type: ClassVar[str] = "gongkai.ticket.resumed.v1"


class OrderClosed(TicketEvent):
    """The hotline has both the report and its file."""

    type: ClassVar[str] = "gongkai.ticket.closed.v1"


class TicketSurveyed(TicketEvent):
    """The hotline asked the citizen how satisfied he is."""

    type: ClassVar[str] = "gongkai.ticket.surveyed.v1"

    grade: str


class TicketReopened(TicketEvent):
    """The hotline came back with the order (重办): the finish is counted anew."""

    type: ClassVar[str] = "gongkai.ticket.reopened.v1"

    cycle: int


class ReviewAsked(TicketEvent):
    """The hotline wants an answer after its call-back (回访复核), by a clock of its own."""

    type: ClassVar[str] = "gongkai.ticket.review-asked.v1"


class ReviewAnswered(TicketEvent):
    """The unit answered the call-back review; its clock stops."""

    type: ClassVar[str] = "gongkai.ticket.review-answered.v1"


class TicketArchived(TicketEvent):
    """Nothing is open any more."""

    type: ClassVar[str] = "gongkai.ticket.archived.v1"


class MatterClassified(TicketEvent):
    """What the matter is in law: complaint and report have limits of their own, counted from the receipt."""

    type: ClassVar[str] = "gongkai.ticket.classified.v1"

    matter_kind: str


class LegalStepTaken(TicketEvent):
    """A complaint was accepted or not, its mediation ended, or a report was decided on."""

    type: ClassVar[str] = "gongkai.ticket.legal-step-taken.v1"

    step: str


class TicketLinked(TicketEvent):
    """Two tickets belong together; `merged`: this one is handled with the other, which leads. No clock moves."""

    type: ClassVar[str] = "gongkai.ticket.linked.v1"

    other_id: UUID
    kind: str


class TicketSplit(TicketEvent):
    """A part was split from an order's ticket and is a ticket of its own from now on; this is told of the part. It owes
    what the order owes, and what the law demands for its kind of matter."""

    type: ClassVar[str] = "gongkai.ticket.split.v1"

    whole_id: UUID
    part_no: int
    matter_kind: str


class CoHandlingNamed(TicketEvent):
    """Which units help with the ticket; the one that leads still owes everything."""

    type: ClassVar[str] = "gongkai.ticket.co-handling-named.v1"

    co_units: tuple[str, ...]


class OpinionGiven(TicketEvent):
    """A helping unit said what it found."""

    type: ClassVar[str] = "gongkai.ticket.opinion-given.v1"

    by_unit: str
