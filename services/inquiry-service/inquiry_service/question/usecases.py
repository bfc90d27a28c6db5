"""The asker's own words under seal: opened, and sealed again with what was added."""

from gongkai.review.seal import Seal
from inquiry_service.question.domain.question import Original, Question


def opened(question: Question, seal: Seal) -> Original:
    """Word for word; of questions older than the seal there is only the masked text."""
    if not question.sealed:
        return Original(text=question.text, reason=question.reason, comment=question.comment)
    return Original.from_json(seal.open(question.sealed, question.id))


def sealed(words: Original, question: Question, seal: Seal) -> bytes:
    """Bound to the question, so that it opens nowhere else."""
    return seal.seal(words.to_json(), question.id)
