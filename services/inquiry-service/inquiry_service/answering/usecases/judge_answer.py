"""What the gate says of a question and its answer as they stand now; the same for the preview and for the review."""

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.privacy.gate import Judgement, judge_in_thread
from gongkai.review import clearances, rules
from inquiry_service.question.domain.gate import pieces
from inquiry_service.question.domain.question import Question


async def judge_answer(question: Question, db: AsyncConnection) -> Judgement:
    """By the rules as they are now and by what the secrecy officer has cleared."""
    cleared = await clearances.cleared(db, question.id)
    return await judge_in_thread(pieces(question), await rules.current(db), cleared)
