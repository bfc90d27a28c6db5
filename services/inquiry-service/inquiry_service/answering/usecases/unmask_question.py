"""A member of the unit reads the asker's own words and address for a purpose, and that is written down."""

from uuid import UUID

from gongkai.review.seal import Seal
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.original import Original
from inquiry_service.question.store import questions as store
from inquiry_service.question.usecases.originals import opened


async def unmask_question(question_id: UUID, unmasking: Unmasking, seal: Seal, work: Work) -> Original:
    """The log and the words belong together: what is not noted is not shown."""
    question = await store.question(work.db, question_id, work.actor.only_unit)
    note_unmasking(work, str(question.id), unmasking.purpose)
    return opened(question, seal)
