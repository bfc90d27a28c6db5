"""What of a question goes out with its answer and has to pass the gate for secrecy and privacy (§10)."""

from typing import Final

from gongkai.privacy.gate import Judgement, Piece
from inquiry_service.question.domain.question import Question

QUESTION: Final = "/question"
ANSWER: Final = "/answer"


def pieces(question: Question) -> list[Piece]:
    """The answer always; the question only where everybody will read it."""
    answer = Piece(ANSWER, "答复", question.answer)
    return [Piece(QUESTION, "提问", question.text), answer] if question.to_publish else [answer]


def as_it_goes_out(question: Question, judgement: Judgement) -> tuple[str, str]:
    """The question and the answer as their readers read them."""
    text = judgement.renditions[QUESTION].text if question.to_publish else question.text
    return text, judgement.renditions[ANSWER].text
