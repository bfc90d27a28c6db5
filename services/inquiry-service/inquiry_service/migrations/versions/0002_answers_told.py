"""Clauses, consultations, sealed originals, public renditions, similar questions, ratings, reopening and letters.

What was asked before is masked where it stands. Its mail addresses lay open and nobody was ever told by mail, so they
are deleted: their askers have their receipts.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import review_0001
from gongkai.privacy.masking import mask
from inquiry_service.question.domain.similar import grams_of

revision = "0002"
down_revision = "0001"

Columns = tuple[sa.Column[Any], ...]


def upgrade() -> None:
    _add("board", _added_to_boards())
    _add("question", _added_to_questions())
    op.alter_column("question", "policy_id", nullable=True)
    op.drop_column("question", "email")
    _mask_what_is_there()
    _indices()
    _letters()
    review_0001.upgrade(op)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")


def _added_to_boards() -> Columns:
    return (
        sa.Column("clauses", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("edition", sa.Integer, nullable=False, server_default="1"),
        sa.Column("hidden", sa.Boolean, nullable=False, server_default="false"),
    )


def _added_to_questions() -> Columns:
    return (
        sa.Column("kind", sa.String(12), nullable=False, server_default="board"),
        sa.Column("matter", sa.String(40), nullable=False, server_default=""),
        sa.Column("clause", postgresql.JSONB),
        sa.Column("sealed", sa.LargeBinary, nullable=False, server_default=""),
        sa.Column("has_email", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("cycle", sa.Integer, nullable=False, server_default="1"),
        sa.Column("clauses", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("to_publish", sa.Boolean, nullable=False, server_default="true"),
        sa.Column("withheld", sa.String(200), nullable=False, server_default=""),
        sa.Column("rendition", sa.Text, nullable=False, server_default=""),
        sa.Column("linked", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("is_public", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("channel", sa.String(12)),
        sa.Column("rating", sa.String(20)),
        sa.Column("comment", sa.Text, nullable=False, server_default=""),
        sa.Column("rated_at", sa.DateTime(timezone=True)),
        sa.Column("reopened_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("earlier", postgresql.JSONB, nullable=False, server_default="[]"),
        sa.Column("grams", postgresql.ARRAY(sa.Integer), nullable=False, server_default="{}"),
    )


def _add(table: str, columns: Columns) -> None:
    """Columns of a table that may have rows: the default serves these rows only."""
    for column in columns:
        op.add_column(table, column)
        if not column.nullable:
            op.alter_column(table, column.name, server_default=None)


def _mask_what_is_there() -> None:
    db = op.get_bind()
    masked = sa.text(
        "UPDATE question SET text = :text, rendition = :rendition, is_public = :public, grams = :grams WHERE id = :id"
    ).bindparams(sa.bindparam("grams", type_=postgresql.ARRAY(sa.Integer)))
    for row in db.execute(sa.text("SELECT id, text, answer, state FROM question")).all():
        public = row.state == "answered"
        text = mask(row.text).text
        rendition = mask(row.answer).text if public else ""
        grams = list(grams_of(text)) if public else []
        found = {"id": row.id, "text": text, "rendition": rendition, "public": public, "grams": grams}
        db.execute(masked, found)


def _indices() -> None:
    public = sa.text("is_public")
    op.drop_index("ix_question_answered_under", "question")
    listed = ["policy_id", "answered_at", "id"]
    op.create_index("ix_question_public_under", "question", listed, postgresql_where=public)
    consultations = sa.text("is_public AND policy_id IS NULL")
    op.create_index("ix_question_public_consultations", "question", listed[1:], postgresql_where=consultations)
    op.create_index("ix_question_grams", "question", ["grams"], postgresql_using="gin", postgresql_where=public)
    op.create_index("ix_question_asked_at", "question", ["asked_at"])


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("question_id", sa.Uuid, sa.ForeignKey("question.id"), nullable=False),
        sa.Column("cycle", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.String(200)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("uq_letter_of_answer", "letter", ["question_id", "cycle"], unique=True)
    waiting = sa.text("state = 'waiting'")
    op.create_index("ix_letter_due", "letter", ["next_at"], postgresql_where=waiting)
