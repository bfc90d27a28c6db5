"""What the ticket service's doors say about a ticket."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gongkai.actor import Actor
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement
from ticket_service.domain.contact import Channel, Outcome
from ticket_service.domain.course import TicketState
from ticket_service.domain.dealings import Grade, Legal, MatterKind, RequestState, ReturnReason
from ticket_service.domain.ticket import ReportDelivery, Ticket


class View(BaseModel):
    """Reads the domain's values as they are."""

    model_config = ConfigDict(from_attributes=True)


class TicketLine(View):
    """A ticket in a list: no word about the citizen."""

    id: UUID
    no: str
    order_no: str
    part_no: int = Field(description="0 where it is no part of a split order")
    title: str
    unit: str
    unit_name: str
    state: TicketState
    received_at: datetime
    finish_due_at: datetime
    next_due_at: datetime = Field(description="When the clock that leads is due: the nearest that still counts")
    next_clock: str = Field(description="Its code")
    contacted_at: datetime | None
    times_urged: int
    version: int


class PersonView(View):
    """A member of staff."""

    id: str
    name: str


class CitizenView(View):
    """The citizen; masked for those who do not handle the matter."""

    name: str | None
    phone: str | None
    anonymous: bool
    confidential: bool


class AttachmentView(View):
    """A file of the citizen, kept by the hotline."""

    name: str
    url: str | None


class OrderView(View):
    """The order as the hotline last described it."""

    order_no: str
    source: str
    kind: str
    priority: str
    dispatched_at: datetime
    category: list[str]
    district: str
    title: str
    content: str
    citizen: CitizenView
    attachments: list[AttachmentView]


class ContactView(View):
    """One attempt to reach the citizen."""

    channel: Channel
    at: datetime
    by: PersonView
    outcome: Outcome
    note: str
    recorded_at: datetime


class ReportFileView(View):
    """One rendition of the report as a Word file."""

    id: UUID = Field(description="…/report/files/{id}")
    name: str
    size: int
    sha256: str


class ReportFilesView(View):
    """What was signed."""

    digest: str = Field(description="SHA-256 of the report's words, printed in both files")
    hotline: ReportFileView = Field(description="Masked, as the hotline got it")
    archive: ReportFileView = Field(description="Whole; only the unit that handles the ticket reads it")
    form_edition: int = Field(description="Edition of the bureau's form; 0: the one that came with the service")


class ReportView(View):
    """办结报告."""

    handling: str
    reply_points: str
    drafted_by: PersonView
    drafted_at: datetime
    signed_off_by: PersonView | None
    signed_off_at: datetime | None
    files: ReportFilesView | None


class ReturnView(View):
    """退单: a request to give the order back."""

    id: UUID
    at: datetime
    by: PersonView
    reason: ReturnReason
    note: str
    state: RequestState
    decided_at: datetime | None
    decided_by: str
    final: bool = Field(description="Refused for good: the order may not be returned again")


class ExtensionView(View):
    """延期: a request for more working days."""

    id: UUID
    at: datetime
    by: PersonView
    cycle: int
    days: int
    reason: str
    state: RequestState
    granted: int
    decided_at: datetime | None
    decided_by: str


class ReviewView(View):
    """回访复核, and the unit's answer."""

    asked_at: datetime
    answered_at: datetime | None
    answered_by: PersonView | None
    reply: str


class SurveyView(View):
    """满意度."""

    as_of: datetime
    grade: Grade


class PauseView(View):
    """The limit to finish stood still."""

    rule: str
    note: str
    by: PersonView
    at: datetime
    until: datetime | None


class LegalStepView(View):
    """A step of the law on complaints and reports."""

    step: Legal
    at: datetime
    by: PersonView


class OpinionView(View):
    """协办意见。"""

    unit: str
    at: datetime
    by: PersonView
    text: str


class AssignmentView(View):
    """改派: who gave the order to another unit, and why."""

    unit_from: str
    unit_to: str
    at: datetime
    by: PersonView
    reason: str


class ObjectionView(View):
    """派单异议: the unit says that the order is not for it; `granted` by an assignment to another unit."""

    id: UUID
    at: datetime
    by: PersonView
    unit: str
    reason: str
    proposed_unit: str | None
    state: RequestState
    decided_at: datetime | None
    decided_by: str
    answer: str = Field(description="Why the office left the order where it is")


class DealingsView(View):
    """What passed between the hotline and the unit beside the matter itself."""

    cycle: int = Field(description="Which round of handling; 2 after 重办")
    times_supervised: int
    returns: list[ReturnView]
    extensions: list[ExtensionView]
    reviews: list[ReviewView]
    surveys: list[SurveyView]
    pauses: list[PauseView]
    earlier_reports: list[ReportView] = Field(description="Signed in earlier rounds")
    legal_steps: list[LegalStepView]
    opinions: list[OpinionView]
    assignments: list[AssignmentView]
    objections: list[ObjectionView]


class TicketView(View):
    """A ticket, whole."""

    id: UUID
    no: str
    order_no: str
    part_of: UUID | None = Field(description="The order's ticket from which this one was split")
    part_no: int = Field(description="0 where it is no part")
    unit: str
    unit_name: str
    state: TicketState
    order: OrderView
    arrived_at: datetime = Field(description="When the hotline's message reached us")
    received_at: datetime = Field(description="From when the days are counted: dispatch or arrival, the earlier one")
    finish_due_at: datetime
    times_urged: int
    contacts: list[ContactView]
    contacted_at: datetime | None
    report: ReportView | None
    report_delivery: ReportDelivery | None = Field(description="How far the signed report is on its way to the hotline")
    report_receipt: str | None
    report_upload: ReportDelivery | None = Field(description="How far the report's file is on its way to the hotline")
    upload_receipt: str | None
    uploaded_at: datetime | None
    finished_at: datetime | None
    cancelled_at: datetime | None
    dealings: DealingsView
    matter_kind: MatterKind | None = Field(description="What the matter is in law; starts the limits of the law")
    version: int


def gate(judged: Judgement) -> dict[str, Any]:
    """The gate without the words that it judged."""
    return {"points": judged.points, "cautions": judged.cautions, "held": judged.held}


def line(ticket: Ticket, reader: Actor) -> dict[str, Any]:
    """A ticket as a line of a list."""
    shown = {name: getattr(ticket, name) for name in TicketLine.model_fields if hasattr(ticket, name)}
    return shown | {"title": ticket.order_for(reader.unit).title, "unit_name": name_of(ticket.unit)}


def whole(ticket: Ticket, reader: Actor) -> TicketView:
    """A ticket as this reader may see it: only its own unit reads the citizen's name and number."""
    seen = ticket.seen_by(reader.unit)
    shown = {name: getattr(seen, name) for name in TicketView.model_fields if hasattr(seen, name)}
    more = {"unit_name": name_of(ticket.unit), "dealings": ticket.dealings_for(reader.unit)}
    return TicketView.model_validate(shown | more)
