"""What passes between hotline and unit beside the matter: requests, reviews, survey, rounds, pauses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """A ticket without any has NULL, so that nothing is written for most of them."""
    op.add_column("ticket", sa.Column("dealings", postgresql.JSONB))
    op.add_column("ticket", sa.Column("matter_kind", sa.String(20)))
    op.add_column("hotline_message", sa.Column("said", postgresql.JSONB))
    _create_company()


def _create_company() -> None:
    op.create_table(
        "ticket_link",
        sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("other_id", sa.Uuid, sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
    )
    op.create_index("ix_ticket_link_other_id", "ticket_link", ["other_id"])
    op.create_table(
        "co_unit",
        sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("unit", sa.String(40), primary_key=True),
    )
    op.create_index("ix_co_unit_unit", "co_unit", ["unit"])


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
