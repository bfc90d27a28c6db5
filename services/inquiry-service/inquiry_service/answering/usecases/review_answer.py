"""Another person agrees to the answer: masked, it goes where it belongs, the counting stops, and the asker is told."""

from uuid import UUID

from gongkai.events.inquiry import QuestionAnswered
from gongkai.unit_of_work import Work
from inquiry_service.answering import store as letters
from inquiry_service.answering.domain.letter import Letter
from inquiry_service.answering.usecases.judge_answer import judge_answer
from inquiry_service.question.domain.gate import as_it_goes_out
from inquiry_service.question.domain.question import Question
from inquiry_service.question.domain.question_events import told
from inquiry_service.question.domain.refusals import AnswerHeldBack
from inquiry_service.question.store import questions as store


async def review_answer(question_id: UUID, read_version: int | None, work: Work) -> Question:
    question = (await store.question(work.db, question_id, work.actor.only_unit)).as_read(read_version)
    question.require_reviewable(work.actor)
    judgement = await judge_answer(question, work.db)
    if judgement.points:
        raise AnswerHeldBack("答复还不能发出，请先处理以下问题。", points=judgement.points)
    text, rendition = as_it_goes_out(question, judgement)
    answered = question.review_answer(text=text, rendition=rendition, by=work.actor, at=work.now)
    saved = await store.save(work.db, answered)
    await _tell(saved, work)
    work.audit("inquiry.review_answer", str(saved.id), version=saved.version)
    return saved


async def _tell(question: Question, work: Work) -> None:
    """Everybody who counts, and the asker if there is an address."""
    if question.has_email:
        await letters.add(
            work.db,
            Letter(
                id=work.new_id(),
                question_id=question.id,
                cycle=question.cycle,
                next_at=work.now,
                created_at=work.now,
            ),
        )
    clocks = await work.clocks.met(question.id, question.limit, work.now, by=work.actor.id)
    work.announce(QuestionAnswered(**told(question, clocks), answered_at=work.now))
