"""What the lists of the desk need: the clock that leads beside each ticket, and the templates of replies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)
LED = """
    UPDATE ticket SET next_due_at = led.due_at, next_clock = led.code, next_standing = led.standing
    FROM (
        SELECT DISTINCT ON (subject_id)
            subject_id,
            due_at,
            code,
            CASE state WHEN 'running' THEN certainty WHEN 'paused' THEN 'paused' ELSE 'over' END AS standing
        FROM clock
        ORDER BY
            subject_id,
            CASE state WHEN 'running' THEN 0 WHEN 'paused' THEN 1 ELSE 2 END,
            state NOT IN ('running', 'paused') AND code <> 'finish',
            due_at
    ) AS led
    WHERE led.subject_id = ticket.id
"""
"""As `domain/leading.py` says it; there is no ticket without clocks."""
RARE = {
    "urged": "times_urged > 0",
    "supervised": """((dealings ->> 'times_supervised')::integer) > 0 """
    """OR ("order" ->> 'kind') IN ('supervised', '督办单')""",
    "objection": """dealings @> '{"objections": [{"state": "pending"}]}'""",
    "china_gov_website": """("order" ->> 'source') IN ('china_gov_website', '中国政府网', '国办单')""",
    "website": """("order" ->> 'source') IN ('website', '网站')""",
    "app": """("order" ->> 'source') IN ('app', '随申办')""",
    "letter": """("order" ->> 'source') IN ('letter', '来信')""",
    "other": """("order" ->> 'source') NOT IN ('china_gov_website', '中国政府网', '国办单', 'phone', '市民来电', """
    "'website', '网站', 'app', '随申办', 'letter', '来信')",
    "paused": "next_standing = 'paused'",
    "provisional": "next_standing = 'provisional'",
}

COUNTED = """
    CREATE STATISTICS ticket_counted
        ON ((dealings ->> 'times_supervised')::integer), ("order" ->> 'source'), ("order" ->> 'kind')
        FROM ticket
"""
"""Without it the planner believes that every third order is supervised, and walks past all others."""


def upgrade() -> None:
    for name, kind in (("next_due_at", INSTANT), ("next_clock", sa.String(40)), ("next_standing", sa.String(12))):
        op.add_column("ticket", sa.Column(name, kind))
    op.execute(LED)
    for name in ("next_due_at", "next_clock", "next_standing"):
        op.alter_column("ticket", name, nullable=False)
    _create_indexes()
    _create_templates()


def _create_indexes() -> None:
    """Lists follow the clock that leads; what is rare has an index of its own, so that nobody walks past the rest."""
    op.drop_index("ix_ticket_state_finish", "ticket")
    op.drop_index("ix_ticket_unit_state_finish", "ticket")
    order = ["state", "next_due_at", "id"]
    op.create_index("ix_ticket_state_next", "ticket", order)
    op.create_index("ix_ticket_unit_state_next", "ticket", ["unit", *order])
    for name, where in RARE.items():
        op.create_index(f"ix_ticket_{name}", "ticket", order, postgresql_where=sa.text(where))
    op.execute(COUNTED)
    known = sa.text("matter_kind IS NOT NULL")
    op.create_index("ix_ticket_matter", "ticket", ["matter_kind", *order], postgresql_where=known)
    op.alter_column("ticket", "no", type_=sa.String(20, "C"))
    op.alter_column("ticket", "order_no", type_=sa.String(64, "C"))


def _create_templates() -> None:
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("unit", sa.String(40)),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("handling", sa.Text, nullable=False),
        sa.Column("reply_points", sa.Text, nullable=False),
        sa.Column("written_by", postgresql.JSONB, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT),
        sa.Column("version", sa.Integer, nullable=False),
    )
    in_use = sa.text("retired_at IS NULL")
    op.create_index("ix_reply_template_unit", "reply_template", ["unit", "title", "id"], postgresql_where=in_use)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
