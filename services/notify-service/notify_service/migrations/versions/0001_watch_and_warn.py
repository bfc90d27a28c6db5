"""Watches, alarms, warnings and deliveries; outbox, inbox and their like."""

from alembic import op
from sqlalchemy import Column, Date, Integer, String, Text, Uuid, text

from gongkai.database.columns import Instant
from gongkai.database.steps import shared_0001

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = text("state IN ('running', 'paused')")


def upgrade() -> None:
    """Create every table of the service."""
    shared_0001.upgrade(op)
    _create_watch()
    _create_alarm()
    _create_warning()
    _create_delivery()


def _create_watch() -> None:
    op.create_table(
        "watch",
        Column("subject_id", Uuid, primary_key=True),
        Column("clock", String(40), primary_key=True),
        Column("cycle", Integer, nullable=False),
        Column("title", String(80), nullable=False),
        Column("service", String(20), nullable=False),
        Column("ref", String(80), nullable=False),
        Column("unit", String(40), nullable=False),
        Column("desk_path", String(200), nullable=False),
        Column("state", String(12), nullable=False),
        Column("limit_n", Integer, nullable=False),
        Column("limit_unit", String(16), nullable=False),
        Column("received_on", Date, nullable=False),
        Column("started_at", Instant, nullable=False),
        Column("due_on", Date, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("certainty", String(12), nullable=False),
        Column("calendar_version", String(80), nullable=False),
    )
    order = ["due_at", "subject_id", "clock"]
    op.create_index("ix_watch_open", "watch", order, postgresql_where=OPEN)
    op.create_index("ix_watch_open_unit", "watch", ["unit", *order], postgresql_where=OPEN)
    op.create_index("ix_watch_open_service", "watch", ["service", *order], postgresql_where=OPEN)
    op.create_index("ix_watch_paused", "watch", order, postgresql_where=text("state = 'paused'"))
    op.create_index(
        "ix_watch_provisional",
        "watch",
        order,
        postgresql_where=text("state IN ('running', 'paused') AND certainty = 'provisional'"),
    )


def _create_alarm() -> None:
    op.create_table(
        "alarm",
        Column("subject_id", Uuid, primary_key=True),
        Column("clock", String(40), primary_key=True),
        Column("stage", String(20), primary_key=True),
        Column("cycle", Integer, primary_key=True),
        Column("due_on", Date, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("state", String(12), nullable=False),
        Column("settled_at", Instant),
    )
    op.create_index("ix_alarm_pending", "alarm", ["due_at"], postgresql_where=text("state = 'pending'"))


def _create_warning() -> None:
    op.create_table(
        "warning",
        Column("id", Uuid, primary_key=True),
        Column("subject_id", Uuid, nullable=False),
        Column("clock", String(40), nullable=False),
        Column("stage", String(20), nullable=False),
        Column("cycle", Integer, nullable=False),
        Column("title", String(80), nullable=False),
        Column("service", String(20), nullable=False),
        Column("ref", String(80), nullable=False),
        Column("unit", String(40), nullable=False),
        Column("desk_path", String(200), nullable=False),
        Column("due_on", Date, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("certainty", String(12), nullable=False),
        Column("days_left", Integer, nullable=False),
        Column("given_at", Instant, nullable=False),
        Column("acknowledged_by", String(120)),
        Column("acknowledged_name", String(120)),
        Column("acknowledged_at", Instant),
    )
    op.create_index("ix_warning_subject", "warning", ["subject_id", "given_at"])


def _create_delivery() -> None:
    op.create_table(
        "warning_delivery",
        Column("warning_id", Uuid, primary_key=True),
        Column("recipient", String(120), primary_key=True),
        Column("channel", String(12), primary_key=True),
        Column("name", String(120), nullable=False),
        Column("address", String(254), nullable=False),
        Column("given_at", Instant, nullable=False),
        Column("state", String(12), nullable=False),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("next_at", Instant),
        Column("settled_at", Instant),
        Column("last_error", Text),
    )
    op.create_index(
        "ix_warning_delivery_waiting", "warning_delivery", ["next_at"], postgresql_where=text("state = 'waiting'")
    )
    op.create_index(
        "ix_warning_delivery_inbox",
        "warning_delivery",
        ["recipient", "given_at", "warning_id"],
        postgresql_where=text("channel = 'inbox'"),
    )


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise NotImplementedError
