"""Clearances and review rules, for services whose texts go public; written out as they were on that day."""

from types import ModuleType

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations | ModuleType) -> None:
    """Create both tables; without a row, the bundled lists hold."""
    op.create_table(
        "clearance",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("cleared_by", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "digest", name=op.f("pk_clearance")),
    )
    op.create_table(
        "review_rules",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("amended_by", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "edition", name=op.f("pk_review_rules")),
    )
