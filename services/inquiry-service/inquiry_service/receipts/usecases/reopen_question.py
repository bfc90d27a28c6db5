"""The asker is not content with the answer and says why: the unit owes another one, counted anew, once."""

from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field

from gongkai.events.inquiry import QuestionReopened
from gongkai.fields.text import Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import Moment, MomentKind
from inquiry_service.question.domain.question import Question
from inquiry_service.question.domain.question_events import told
from inquiry_service.question.store import questions as store
from inquiry_service.question.usecases.originals import opened, sealed
from inquiry_service.receipts.usecases.look_up import TypedReceipt

WHY: Final = "提问人对答复不满意，要求再次答复"


class TypedReopening(TypedReceipt):
    """Why the answer did not help, with what stands on the receipt."""

    reason: Annotated[str, Prose(1000, least=5)] = Field(description="Read by the unit only")


async def reopen_question(receipt_no: str, typed: TypedReopening, seal: Seal, work: Work) -> Question:
    question = await store.in_the_askers_hand(work.db, receipt_no)
    reason = mask(typed.reason, (await rules.current(work.db)).open_matters).text
    reopened = question.reopen(reason, work.now)
    if reopened is question:
        return question
    words = opened(question, seal).with_reason(typed.reason)
    saved = await store.save(work.db, replace(reopened, sealed=sealed(words, question, seal)))
    restarted = Moment(kind=MomentKind.restarted, at=work.now, by=work.actor.id, reason=WHY)
    clocks = await work.clocks.note(saved.id, saved.limit, restarted)
    work.announce(QuestionReopened(**told(saved, clocks), reopened_at=work.now))
    return saved
