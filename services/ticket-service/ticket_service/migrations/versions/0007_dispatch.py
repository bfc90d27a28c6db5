"""The dispatch table's editions, and an index that finds the tickets whose dispatch a unit objects to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """An objection is pending as long as the last one in the ticket's dealings says so: the index reads it there, so
    it cannot differ from the file."""
    op.create_table(
        "dispatch_table",
        sa.Column("edition", sa.Integer, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("rows", postgresql.JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("amended_by", sa.String(120), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
    )
    pending = sa.text("(dealings -> 'objections' -> -1 ->> 'state') = 'pending'")
    op.create_index("ix_ticket_objection_pending", "ticket", ["unit", "id"], postgresql_where=pending)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
