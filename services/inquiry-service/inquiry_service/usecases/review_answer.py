"""Another person agrees to the answer: it stands under the policy, and the counting stops."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.inquiry import QuestionAnswered
from inquiry_service.domain.question import REPLY_WITHIN, Question
from inquiry_service.store import questions as store


async def review_answer(question_id: UUID, read_version: int | None, work: Work) -> Question:
    question = await store.question(work.db, question_id, work.actor.only_unit)
    answered = question.as_read(read_version).review_answer(by=work.actor, at=work.now)
    saved = await store.save(work.db, answered)
    work.announce(
        QuestionAnswered(
            aggregate_id=saved.id,
            version=saved.version,
            ref=saved.receipt_no,
            unit=saved.unit,
            desk_path=f"/desk/inquiries/{saved.id}",
            clocks=await work.clocks.met(saved.id, REPLY_WITHIN, work.now, by=work.actor.id),
            state=saved.state,
            policy_id=saved.policy_id,
            answered_at=work.now,
        )
    )
    work.audit("inquiry.review_answer", str(saved.id), version=saved.version)
    return saved
