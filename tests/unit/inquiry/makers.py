"""Questions in their states, and the people who work on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from gongkai.actor import Actor, Role
from inquiry_service.answering.domain import draft, review
from inquiry_service.question.domain.board import Board
from inquiry_service.question.domain.question import Audience, Question, QuestionKind

AT = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
CLERK, OTHER = (Actor(id, name, "food", frozenset({Role.clerk})) for id, name in zip("ab", "甲乙", strict=True))
HEAD = Actor("c", "丙", "food", frozenset({Role.head}))
ASKED = Question(
    id=UUID(int=1), receipt_no="ZX-240930-0001-0", policy_id=UUID(int=2), unit="food", text="多少天？", asked_at=AT
)
CONSULTED = replace(ASKED, kind=QuestionKind.consult, policy_id=None, matter="other", to_publish=False)
BOARD = Board(policy_id=UUID(int=2), title="某通知", document_no="沪〔2024〕1号", drafting_unit="food", opened_at=AT)


def drafted(
    question: Question, answer: str = "三十天。", by: Actor = CLERK, audience: Audience | None = None
) -> Question:
    """The question with an answer that waits for its review."""
    return draft(question, answer, audience=audience, by=by, at=AT).question


def reviewed(question: Question, rendition: str = "三十天。", by: Actor = HEAD) -> Question:
    """The question with its drafted answer agreed to."""
    return review(question, text="多少天？", rendition=rendition, by=by, at=AT).question


ANSWERED = reviewed(drafted(ASKED))
