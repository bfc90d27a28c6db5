"""The first tables: what every service has, boards, questions, query codes and look-ups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import shared_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    shared_0001.upgrade(op)
    _boards()
    _questions()
    _lookups()


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")


def _boards() -> None:
    op.create_table(
        "board",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("document_no", sa.String(40), nullable=False),
        sa.Column("drafting_unit", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("receipt_no", sa.String(20), nullable=False, unique=True),
        sa.Column("policy_id", sa.Uuid, sa.ForeignKey("board.policy_id"), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("drafted_by", postgresql.ARRAY(sa.String(80)), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True)),
        sa.Column("reviewed_by", sa.String(80)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("names", postgresql.JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    public = sa.text("state = 'answered'")
    listed = ["policy_id", "answered_at", "id"]
    op.create_index("ix_question_answered_under", "question", listed, postgresql_where=public)
    op.create_index("ix_question_of_unit", "question", ["unit", "id"])


def _lookups() -> None:
    op.create_table(
        "query_code",
        sa.Column("receipt_no", sa.String(20), sa.ForeignKey("question.receipt_no"), primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "lookup",
        sa.Column("receipt_no", sa.String(20), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shut_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_lookup_last_at", "lookup", ["last_at"])
