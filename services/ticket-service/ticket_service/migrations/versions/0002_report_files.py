"""The closing report as a file: the shelf, the review before it leaves the house, and its way to the hotline."""

import sqlalchemy as sa
from alembic import op

from gongkai.database.steps import files_0001, review_0001

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Tickets finished before have no file; their new columns stay empty."""
    files_0001.upgrade(op)
    review_0001.upgrade(op)
    op.add_column("ticket", sa.Column("report_upload", sa.String(12)))
    op.add_column("ticket", sa.Column("upload_receipt", sa.String(120)))
    op.add_column("ticket", sa.Column("uploaded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
