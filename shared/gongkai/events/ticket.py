"""Facts the ticket service publishes; a field may be added, never renamed or removed."""

from datetime import datetime
from typing import ClassVar

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
