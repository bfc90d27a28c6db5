"""The asker says how content he is with the answer, once."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from gongkai.events.inquiry import AnswerRated
from gongkai.fields.text import Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.question import Question, Rating
from inquiry_service.question.domain.question_events import told
from inquiry_service.question.store import questions as store
from inquiry_service.question.usecases.originals import opened, sealed
from inquiry_service.receipts.usecases.look_up import TypedReceipt


class TypedRating(TypedReceipt):
    """How content the asker is, with what stands on the receipt."""

    rating: Rating
    comment: Annotated[str, Prose(500, least=0)] = Field("", description="Optional; read by the unit only")


async def rate_answer(receipt_no: str, typed: TypedRating, seal: Seal, work: Work) -> Question:
    question = await store.in_the_askers_hand(work.db, receipt_no)
    comment = mask(typed.comment, (await rules.current(work.db)).open_matters).text
    rated = question.rate(typed.rating, comment, work.now)
    if rated is question:
        return question
    if typed.comment:
        words = opened(question, seal).with_comment(typed.comment)
        rated = replace(rated, sealed=sealed(words, question, seal))
    saved = await store.save(work.db, rated)
    work.announce(AnswerRated(**told(saved, await work.clocks.facts(saved.id)), rating=typed.rating))
    return saved
