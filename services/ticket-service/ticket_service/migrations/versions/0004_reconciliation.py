"""The daily comparison with the hotline's open orders: its runs and what they found; the ledger by state."""

import sqlalchemy as sa
from alembic import op

from gongkai.database.steps import delivery_0002

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    delivery_0002.upgrade(op)
    _create_run()
    _create_difference()


def _create_run() -> None:
    op.create_table(
        "reconciliation_run",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("begun_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("ours", sa.Integer, nullable=False),
        sa.Column("theirs", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer, nullable=False),
        sa.Column("error", sa.String(80)),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_reconciliation_run_waiting", "reconciliation_run", ["next_try_at"], postgresql_where=waiting)


def _create_difference() -> None:
    op.create_table(
        "reconciliation_difference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("order_no", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ours", sa.String(80), nullable=False),
        sa.Column("theirs", sa.String(80), nullable=False),
        sa.Column("ticket_id", sa.Uuid),
        sa.Column("unit", sa.String(40)),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("gone_at", INSTANT),
        sa.Column("note", sa.String(500)),
        sa.Column("noted_by", sa.String(120)),
        sa.Column("noted_at", INSTANT),
    )
    there = sa.text("gone_at IS NULL")
    op.create_index(
        "uq_reconciliation_difference_open",
        "reconciliation_difference",
        ["order_no", "kind"],
        unique=True,
        postgresql_where=there,
    )
    op.create_index(
        "ix_reconciliation_difference_kind", "reconciliation_difference", ["kind", "id"], postgresql_where=there
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
