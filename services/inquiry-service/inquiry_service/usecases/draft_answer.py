"""A clerk writes the answer to a question of the own unit; another person has to agree to it."""

from typing import Annotated
from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.inquiry import AnswerDrafted
from gongkai.web.body import Body
from gongkai.web.text import Prose
from inquiry_service.domain.question import Question
from inquiry_service.store import questions as store


class WrittenAnswer(Body):
    """What the citizen, and after the review everybody, will read."""

    answer: Annotated[str, Prose(5000, least=5)]


async def draft_answer(question_id: UUID, answer: str, read_version: int | None, work: Work) -> Question:
    question = await store.question(work.db, question_id, work.actor.only_unit)
    drafted = question.as_read(read_version).draft_answer(answer, by=work.actor, at=work.now)
    saved = await store.save(work.db, drafted)
    work.announce(
        AnswerDrafted(
            aggregate_id=saved.id,
            version=saved.version,
            ref=saved.receipt_no,
            unit=saved.unit,
            desk_path=f"/desk/inquiries/{saved.id}",
            clocks=await work.clocks.facts(saved.id),
            state=saved.state,
            policy_id=saved.policy_id,
        )
    )
    work.audit("inquiry.draft_answer", str(saved.id), version=saved.version)
    return saved
