"""What the ticket service's doors say about a ticket."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import Field

from gongkai.actor import Actor
from gongkai.http.access import staff
from gongkai.http.etag import etag
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement
from ticket_service.ticket.api.case_log_views import CaseLogView, ContactView, ReportView
from ticket_service.ticket.api.order_views import OrderView, View
from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.readers import case_log_for, order_for, ticket_for
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.values.case_log import MatterKind

PREFIX: Final = "/api/v1/tickets"


OF_TICKET: Final = f"{PREFIX}/{{ticket_id}}"


READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")


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
    dealings: CaseLogView
    matter_kind: MatterKind | None = Field(description="What the matter is in law; starts the limits of the law")
    version: int


def gate_view(judged: Judgement) -> dict[str, Any]:
    """The gate without the words that it judged."""
    return {"points": judged.points, "cautions": judged.cautions, "held": judged.held}


def ticket_line(ticket: Ticket, reader: Actor) -> dict[str, Any]:
    """A ticket as a line of a list."""
    shown = {name: getattr(ticket, name) for name in TicketLine.model_fields if hasattr(ticket, name)}
    return shown | {"title": order_for(ticket, reader.unit).title, "unit_name": name_of(ticket.unit)}


def ticket_view(ticket: Ticket, reader: Actor) -> TicketView:
    """A ticket as this reader may see it: only its own unit reads who asked."""
    seen = ticket_for(ticket, reader.unit)
    shown = {name: getattr(seen, name) for name in TicketView.model_fields if hasattr(seen, name)}
    more = {"unit_name": name_of(ticket.unit), "dealings": case_log_for(ticket, reader.unit)}
    return TicketView.model_validate(shown | more)


def ticket_answer(ticket: Ticket, reader: Actor, response: Response) -> TicketView:
    """The ticket as this reader may see it, with the version that an edit has to name."""
    response.headers["ETag"] = etag(ticket.version)
    return ticket_view(ticket, reader)
