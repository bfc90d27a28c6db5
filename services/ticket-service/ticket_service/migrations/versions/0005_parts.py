"""An order may be split into parts: one ticket for each order still, and one for each of its parts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """What is there are whole orders, whose part number is 0."""
    op.add_column("ticket", sa.Column("part_of", sa.Uuid, sa.ForeignKey("ticket.id")))
    op.add_column("ticket", sa.Column("part_no", sa.Integer, nullable=False, server_default="0"))
    op.alter_column("ticket", "part_no", server_default=None)
    op.drop_constraint("uq_ticket_order_no", "ticket")
    op.create_unique_constraint("uq_ticket_order_no_part_no", "ticket", ["order_no", "part_no"])
    parts = sa.text("part_of IS NOT NULL")
    op.create_index("ix_ticket_part_of", "ticket", ["part_of"], postgresql_where=parts)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
