"""Files that come with an order, fetched from the hotline; the editions of the closing report's form."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Attachments of orders that came before are not fetched afterwards."""
    _create_incoming_file()
    _create_report_form()


def _create_incoming_file() -> None:
    op.create_table(
        "incoming_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("ticket_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("reason", sa.String(60)),
        sa.Column("detail", sa.String(300)),
        sa.Column("file_id", sa.Uuid),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_incoming_file_waiting", "incoming_file", ["next_try_at"], postgresql_where=waiting)
    op.create_index("ix_incoming_file_ticket_id", "incoming_file", ["ticket_id"])


def _create_report_form() -> None:
    op.create_table(
        "report_form",
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("amended_by", sa.String(120), nullable=False),
        sa.Column("amended_by_name", sa.String(120), nullable=False),
        sa.Column("amended_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
