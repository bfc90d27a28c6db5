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


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
