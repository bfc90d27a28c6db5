"""Original words of an asker under seal: opened for a purpose, and sealed with what was added."""

from gongkai.review.seal import Seal
from inquiry_service.question.domain.question import Original, Question


def unseal_original(question: Question, seal: Seal) -> Original:
    """Open the words as they were typed; of questions older than the seal there is only the masked text."""
    if not question.sealed:
        return Original(text=question.text, reason=question.reason, comment=question.comment)
    return Original.from_json(seal.open(question.sealed, question.id))


def seal_original(words: Original, question: Question, seal: Seal) -> bytes:
    """Seal words for one question, so that they open nowhere else."""
    return seal.seal(words.to_json(), question.id)
