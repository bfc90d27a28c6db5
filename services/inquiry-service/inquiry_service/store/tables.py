"""The inquiry service's own tables; the shared ones (outbox, inbox, clocks, audit …) stand beside them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gongkai.database.columns import Instant, new_metadata

metadata = new_metadata()

boards = Table(
    "board",
    metadata,
    Column("policy_id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("document_no", String(40), nullable=False),
    Column("drafting_unit", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
)

questions = Table(
    "question",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("receipt_no", String(20), nullable=False, unique=True),
    Column("policy_id", Uuid, ForeignKey("board.policy_id"), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("email", String(254), nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Column("drafted_by", ARRAY(String(80)), nullable=False),
    Column("drafted_at", Instant),
    Column("reviewed_by", String(80)),
    Column("answered_at", Instant),
    Column("names", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)
is_answered = questions.c.state == "answered"
answered_under = Index(
    "ix_question_answered_under",
    questions.c.policy_id,
    questions.c.answered_at,
    questions.c.id,
    postgresql_where=is_answered,
)
of_unit = Index("ix_question_of_unit", questions.c.unit, questions.c.id)

query_codes = Table(
    "query_code",
    metadata,
    Column("receipt_no", String(20), ForeignKey("question.receipt_no"), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

lookups = Table(
    "lookup",
    metadata,
    Column("receipt_no", String(20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("shut_until", Instant),
)
last_at = Index("ix_lookup_last_at", lookups.c.last_at)
