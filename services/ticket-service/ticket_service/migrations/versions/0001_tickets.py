"""The first tables: what every service has, the ledger of deliveries, and tickets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import delivery_0001, shared_0001

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    shared_0001.upgrade(op)
    delivery_0001.upgrade(op)
    op.execute(sa.schema.CreateSequence(sa.Sequence("ticket_serial")))
    _create_ticket()
    _create_message()
    _create_history()


def _create_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("no", sa.String(20), nullable=False, unique=True),
        sa.Column("order_no", sa.String(64), nullable=False, unique=True),
        sa.Column("order", postgresql.JSONB, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("content_as_of", INSTANT, nullable=False),
        sa.Column("finish_due_at", INSTANT, nullable=False),
        sa.Column("times_urged", sa.Integer, nullable=False),
        sa.Column("contacts", postgresql.JSONB, nullable=False),
        sa.Column("contacted_at", INSTANT),
        sa.Column("report", postgresql.JSONB),
        sa.Column("report_delivery", sa.String(12)),
        sa.Column("report_receipt", sa.String(120)),
        sa.Column("finished_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_ticket_state_finish", "ticket", ["state", "finish_due_at", "id"])
    op.create_index("ix_ticket_unit_state_finish", "ticket", ["unit", "state", "finish_due_at", "id"])


def _create_message() -> None:
    op.create_table(
        "hotline_message",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("order_no", sa.String(64), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("order", postgresql.JSONB),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("ticket_id", sa.Uuid),
        sa.Column("receipt", postgresql.JSONB, nullable=False),
    )
    held = sa.text("state = 'held'")
    op.create_index("ix_hotline_message_held", "hotline_message", ["order_no"], postgresql_where=held)
    op.create_index("ix_hotline_message_ticket", "hotline_message", ["ticket_id"])


def _create_history() -> None:
    op.create_table(
        "ticket_event",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_ticket_event_ticket_id", "ticket_event", ["ticket_id"])


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
