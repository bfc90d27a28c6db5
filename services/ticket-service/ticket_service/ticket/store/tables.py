"""The tables of the ticket service; column names are the field names of the domain."""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from gongkai.database.columns import Instant, ValueColumn, new_metadata
from ticket_service.ticket.values.case_log import CaseLog
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.order import Order
from ticket_service.ticket.values.report import Report

metadata = new_metadata()

ORDER = ValueColumn(Order, sparse=True)
CONTACTS = ValueColumn(tuple[ContactAttempt, ...])
REPORT = ValueColumn(Report)
CASE_LOG = ValueColumn(CaseLog)

ticket_serial = Sequence("ticket_serial", metadata=metadata)
"""Counts all tickets ever; the speakable number is made from it."""

BY_SIGNS: Final = "C"
"""Numbers are compared sign by sign, so that the first signs of one can be looked up."""
RARE: Final = {
    "urged": "times_urged > 0",
    "supervised": """((dealings ->> 'times_supervised')::integer) > 0 """
    """OR ("order" ->> 'kind') IN ('supervised', '督办单')""",
    "objection": """dealings @> '{"objections": [{"state": "pending"}]}'""",
    "china_gov_website": """("order" ->> 'source') IN ('china_gov_website', '中国政府网', '国办单')""",
    "website": """("order" ->> 'source') IN ('website', '网站')""",
    "app": """("order" ->> 'source') IN ('app', '随申办')""",
    "letter": """("order" ->> 'source') IN ('letter', '来信')""",
    "other": """("order" ->> 'source') NOT IN ('china_gov_website', '中国政府网', '国办单', 'phone', '市民来电', """
    "'website', '网站', 'app', '随申办', 'letter', '来信')",
    "paused": "next_standing = 'paused'",
    "provisional": "next_standing = 'provisional'",
}
"""What few tickets are has an index of its own: whoever looks for them walks past no others. Most come by telephone."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("no", String(20, BY_SIGNS), nullable=False, unique=True),
    Column("order_no", String(64, BY_SIGNS), nullable=False),
    Column("part_of", Uuid, ForeignKey("ticket.id")),
    Column("part_no", Integer, nullable=False),
    Column("order", ORDER, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("content_as_of", Instant, nullable=False),
    Column("finish_due_at", Instant, nullable=False),
    Column("next_due_at", Instant, nullable=False),
    Column("next_clock", String(40), nullable=False),
    Column("next_standing", String(12), nullable=False),
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
    Column("dealings", CASE_LOG),
    Column("matter_kind", String(20)),
    Column("version", Integer, nullable=False),
    UniqueConstraint("order_no", "part_no"),
    Index("ix_ticket_state_next", "state", "next_due_at", "id"),
    Index("ix_ticket_unit_state_next", "unit", "state", "next_due_at", "id"),
    Index(
        "ix_ticket_matter",
        "matter_kind",
        "state",
        "next_due_at",
        "id",
        postgresql_where=text("matter_kind IS NOT NULL"),
    ),
    *(
        Index(f"ix_ticket_{name}", "state", "next_due_at", "id", postgresql_where=text(condition))
        for name, condition in RARE.items()
    ),
)

Index("ix_ticket_part_of", ticket.c.part_of, postgresql_where=ticket.c.part_of.is_not(None))


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


co_unit = Table(
    "co_unit",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), primary_key=True),
    Column("unit", String(40), primary_key=True, index=True),
)
"""Units that help with a ticket (协办)."""
