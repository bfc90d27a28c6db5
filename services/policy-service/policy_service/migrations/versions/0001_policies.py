"""The first tables: what every service has, and policies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import shared_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    shared_0001.upgrade(op)
    op.create_table(
        "policy",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("document_no", sa.String(40), nullable=False),
        sa.Column("index_no", sa.String(60), nullable=False),
        sa.Column("issuing_unit", sa.String(100), nullable=False),
        sa.Column("drafting_unit", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("formed_on", sa.Date, nullable=False),
        sa.Column("disclosure", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("drafted_by", postgresql.ARRAY(sa.String(80)), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.String(80)),
        sa.Column("reviewed_at", sa.DateTime(timezone=True)),
        sa.Column("signed_digest", sa.String(64)),
        sa.Column("published_by", sa.String(80)),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String(80)),
        sa.Column("withdrawal_reason", sa.String(500), nullable=False),
        sa.Column("names", postgresql.JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    in_force = sa.text("state <> 'withdrawn'")
    public = sa.text("state = 'published'")
    op.create_index("uq_policy_document_no", "policy", ["document_no"], unique=True, postgresql_where=in_force)
    op.create_index("ix_policy_newest", "policy", ["published_at", "id"], postgresql_where=public)
    op.create_index("ix_policy_of_unit", "policy", ["drafting_unit", "id"])


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
