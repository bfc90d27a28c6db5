"""The tables of the ticket service; column names are the field names of the domain."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    String,
    Table,
    Text,
    Uuid,
    literal_column,
)

from gongkai.database.columns import Instant, Typed, new_metadata
from ticket_service.domain.contact import ContactAttempt
from ticket_service.domain.dealings import Dealings
from ticket_service.domain.dispatch import DispatchRow
from ticket_service.domain.message import MessageState, Receipt, Said
from ticket_service.domain.order import Order
from ticket_service.domain.report import Report

metadata = new_metadata()

ORDER = Typed(Order)
CONTACTS = Typed(tuple[ContactAttempt, ...])
REPORT = Typed(Report)
RECEIPT = Typed(Receipt)
DEALINGS = Typed(Dealings)
SAID = Typed(Said)
ROWS = Typed(tuple[DispatchRow, ...])

ticket_serial = Sequence("ticket_serial", metadata=metadata)
"""Counts all tickets ever; the speakable number is made from it."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("no", String(20), nullable=False, unique=True),
    Column("order_no", String(64), nullable=False, unique=True),
    Column("order", ORDER, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("content_as_of", Instant, nullable=False),
    Column("finish_due_at", Instant, nullable=False),
    Column("times_urged", Integer, nullable=False),
    Column("contacts", CONTACTS, nullable=False),
    Column("contacted_at", Instant),
    Column("report", REPORT),
    Column("report_delivery", String(12)),
    Column("report_receipt", String(120)),
    Column("report_upload", String(12)),
    Column("upload_receipt", String(120)),
    Column("uploaded_at", Instant),
    Column("finished_at", Instant),
    Column("cancelled_at", Instant),
    Column("dealings", DEALINGS),
    Column("matter_kind", String(20)),
    Column("version", Integer, nullable=False),
    Index("ix_ticket_state_finish", "state", "finish_due_at", "id"),
    Index("ix_ticket_unit_state_finish", "unit", "state", "finish_due_at", "id"),
)

hotline_message = Table(
    "hotline_message",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("order_no", String(64), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("order", ORDER),
    Column("said", SAID),
    Column("state", String(12), nullable=False),
    Column("ticket_id", Uuid),
    Column("receipt", RECEIPT, nullable=False),
)
waiting_for_order = Index(
    "ix_hotline_message_held",
    hotline_message.c.order_no,
    postgresql_where=hotline_message.c.state == MessageState.held.value,
)
of_ticket = Index("ix_hotline_message_ticket", hotline_message.c.ticket_id)

ticket_event = Table(
    "ticket_event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(120), nullable=False),
    Column("act", String(40), nullable=False),
    Column("note", Text, nullable=False),
)

ticket_link = Table(
    "ticket_link",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), primary_key=True),
    Column("other_id", Uuid, ForeignKey("ticket.id"), primary_key=True, index=True),
    Column("kind", String(12), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(120), nullable=False),
)

co_unit = Table(
    "co_unit",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), primary_key=True),
    Column("unit", String(40), primary_key=True, index=True),
)
"""Units that help with a ticket (协办)."""

dispatch_table = Table(
    "dispatch_table",
    metadata,
    Column("edition", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("rows", ROWS, nullable=False),
    Column("reason", Text, nullable=False),
    Column("amended_by", String(120), nullable=False),
    Column("name", String(120), nullable=False),
    Column("amended_at", Instant, nullable=False),
)

OBJECTION_PENDING: Final = literal_column("(dealings -> 'objections' -> -1 ->> 'state') = 'pending'", Boolean)
"""Written out, so that the planner sees that the partial index serves."""
objected_to = Index("ix_ticket_objection_pending", ticket.c.unit, ticket.c.id, postgresql_where=OBJECTION_PENDING)
