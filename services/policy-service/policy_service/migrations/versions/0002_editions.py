"""The whole dossier of a policy, what the public reads of it, and what it still has before it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import files_0001, review_0001

revision = "0002"
down_revision = "0001"

WORDS = postgresql.ARRAY(sa.String(100))
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    review_0001.upgrade(op)
    files_0001.upgrade(op)
    _dossier()
    _edition()
    _planned_act()
    _validity_entry()


def _dossier() -> None:
    """Policies that are there already are dossiers without files."""
    tags = postgresql.ARRAY(sa.String(40))
    for name, kind, default in (
        ("co_issuers", WORDS, "{}"),
        ("subject_class", sa.String(60), ""),
        ("audiences", tags, "{}"),
        ("keywords", tags, "{}"),
        ("interpretation_wanted", sa.Boolean, "false"),
        ("change_note", sa.Text, ""),
        ("body_format", sa.String(12), "markdown"),
        ("attachments", postgresql.JSONB, "[]"),
        ("interpretations", postgresql.JSONB, "[]"),
        ("edition", sa.Integer, "0"),
        ("validity_acts", postgresql.JSONB, "[]"),
    ):
        op.add_column("policy", sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column("policy", name, server_default=None)
    op.add_column("policy", sa.Column("normative", sa.Boolean))
    op.add_column("policy", sa.Column("effective_on", sa.Date))
    op.add_column("policy", sa.Column("expires_on", sa.Date))
    op.add_column("policy", sa.Column("publish_at", INSTANT))
    op.drop_index("ix_policy_newest", "policy")


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document_no", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("drafting_unit", sa.String(40), nullable=False),
        sa.Column("formed_on", sa.Date, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("validity", sa.String(20), nullable=False),
        sa.Column("interpretation_forms", postgresql.ARRAY(sa.String(12)), nullable=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("original", postgresql.JSONB, nullable=False),
    )
    current = sa.text("is_current")
    op.create_index("uq_edition_current", "edition", ["policy_id"], unique=True, postgresql_where=current)
    op.create_index("uq_edition_document_no", "edition", ["document_no"], unique=True, postgresql_where=current)
    op.create_index("ix_edition_newest", "edition", ["published_at", "policy_id"], postgresql_where=current)


def _planned_act() -> None:
    op.create_table(
        "planned_act",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_planned_act_policy_id", "planned_act", ["policy_id"])
    op.create_index("ix_planned_act_next_try_at", "planned_act", ["next_try_at"])


def _validity_entry() -> None:
    op.create_table(
        "validity_entry",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("validity", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("entered_by", sa.String(80), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
