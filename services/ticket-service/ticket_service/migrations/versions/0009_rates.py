"""The rounds that ended, one narrow row each, for the rates."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

FACTS = (
    "ending",
    "again",
    "anonymous",
    "reached",
    "result",
    "claim",
    "grade",
    "contacted_first",
    "solved",
    "rehandled",
)
INDICES = {"ended": "ended_on", "due": "due_on", "contact_due": "contact_due_on"}
TAKE_OVER = """
INSERT INTO ticket_round (ticket_id, cycle, unit, ended_on, due_on, finish, contact_due_on, contact, ending, again,
    anonymous, reached, result, claim, grade, contacted_first, solved, rehandled)
SELECT t.id, r.cycle, t.unit, (r.ended_at AT TIME ZONE 'Asia/Shanghai')::date, f.due_on,
    CASE WHEN f.on_time THEN 'on_time' WHEN NOT f.on_time THEN 'late' ELSE r.ending END, c.due_on,
    CASE WHEN c.code IS NULL THEN '' WHEN c.on_time THEN 'on_time' WHEN NOT c.on_time THEN 'late' ELSE r.ending END,
    r.ending, CASE WHEN r.cycle > 1 THEN 'yes' ELSE 'no' END,
    CASE WHEN ("order" -> 'citizen' ->> 'anonymous')::boolean THEN 'yes' ELSE 'no' END,
    CASE WHEN contacts @> '[{"outcome": "reached"}]' THEN 'yes' ELSE 'no' END,
    coalesce(report -> 'findings' ->> 'result', ''), coalesce(report -> 'findings' ->> 'claim', ''),
    CASE WHEN r.said IS NOT NULL AND (r.reopened_as_of IS NULL OR r.said > r.reopened_as_of)
        THEN dealings -> 'surveys' -> -1 ->> 'grade' ELSE '' END, '', '', 'no'
FROM ticket t
CROSS JOIN LATERAL (
    SELECT coalesce((dealings ->> 'cycle')::integer, 1) AS cycle,
        (dealings ->> 'reopened_as_of')::timestamptz AS reopened_as_of,
        (dealings -> 'surveys' -> -1 ->> 'as_of')::timestamptz AS said,
        coalesce(finished_at, cancelled_at, (dealings ->> 'ended_at')::timestamptz) AS ended_at,
        CASE t.state WHEN 'returned' THEN 'returned' WHEN 'cancelled' THEN 'cancelled' ELSE 'finished' END AS ending
) r
JOIN clock f ON f.subject_id = t.id AND f.code = 'finish'
LEFT JOIN clock c ON c.subject_id = t.id AND c.code = 'first_contact' AND c.started_at >= f.started_at
WHERE t.state IN ('finished', 'closed', 'surveyed', 'archived', 'returned', 'cancelled') AND part_no = 0
"""
"""Of tickets from before: the round in which they ended, with what the citizen said of that round; of earlier rounds
nothing was kept to count."""


def upgrade() -> None:
    op.create_table(
        "ticket_round",
        sa.Column("ticket_id", sa.Uuid, sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("cycle", sa.Integer, primary_key=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("ended_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("finish", sa.String(12), nullable=False),
        sa.Column("contact_due_on", sa.Date),
        sa.Column("contact", sa.String(12), nullable=False),
        *(sa.Column(fact, sa.String(16), nullable=False) for fact in FACTS),
    )
    for name, day in INDICES.items():
        op.create_index(f"ix_ticket_round_{name}", "ticket_round", [day, "ticket_id", "cycle"])
    op.execute(TAKE_OVER)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")
