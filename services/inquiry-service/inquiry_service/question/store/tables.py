"""Tables of the kernel: boards, questions and letters; features add their own to the same metadata."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gongkai.database.columns import Instant, ValueColumn, new_metadata
from inquiry_service.question.domain.board import PolicyClause
from inquiry_service.question.domain.question import EarlierReply

metadata = new_metadata()

boards = Table(
    "board",
    metadata,
    Column("policy_id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("document_no", String(40), nullable=False),
    Column("drafting_unit", String(40), nullable=False),
    Column("clauses", ValueColumn(tuple[PolicyClause, ...]), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
)

questions = Table(
    "question",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("receipt_no", String(20), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("policy_id", Uuid, ForeignKey("board.policy_id")),
    Column("matter", String(40), nullable=False),
    Column("clause", ValueColumn(PolicyClause)),
    Column("unit", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("has_email", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
    Column("clauses", ValueColumn(tuple[PolicyClause, ...]), nullable=False),
    Column("to_publish", Boolean, nullable=False),
    Column("withheld", String(200), nullable=False),
    Column("drafted_by", ARRAY(String(80)), nullable=False),
    Column("drafted_at", Instant),
    Column("reviewed_by", String(80)),
    Column("answered_at", Instant),
    Column("rendition", Text, nullable=False),
    Column("linked", ValueColumn(tuple[PolicyClause, ...]), nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("channel", String(12)),
    Column("rating", String(20)),
    Column("comment", Text, nullable=False),
    Column("rated_at", Instant),
    Column("reopened_at", Instant),
    Column("reason", Text, nullable=False),
    Column("earlier", ValueColumn(tuple[EarlierReply, ...]), nullable=False),
    Column("names", JSONB, nullable=False),
    Column("grams", ARRAY(Integer), nullable=False),
    Column("version", Integer, nullable=False),
)
is_public = questions.c.is_public
public_under = Index(
    "ix_question_public_under",
    questions.c.policy_id,
    questions.c.answered_at,
    questions.c.id,
    postgresql_where=is_public,
)
public_consultations = Index(
    "ix_question_public_consultations",
    questions.c.answered_at,
    questions.c.id,
    postgresql_where=is_public & questions.c.policy_id.is_(None),
)
alike = Index("ix_question_grams", questions.c.grams, postgresql_using="gin", postgresql_where=is_public)
"""What is searched for similar questions: the grams of those that everybody may read."""
of_unit = Index("ix_question_of_unit", questions.c.unit, questions.c.id)
received = Index("ix_question_asked_at", questions.c.asked_at)

letters = Table(
    "letter",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("question_id", Uuid, ForeignKey("question.id"), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    Column("settled_at", Instant),
    Column("last_error", String(200)),
    Column("created_at", Instant, nullable=False),
)
one_for_each_answer = Index("uq_letter_of_answer", letters.c.question_id, letters.c.cycle, unique=True)
letters_due = Index("ix_letter_due", letters.c.next_at, postgresql_where=letters.c.state == "waiting")
