"""Consultations (我要咨询, §9): asked of a unit, or answered on the spot at the counter or by telephone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from gongkai.events.inquiry import QuestionAnswered
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.matters import matter_of
from inquiry_service.question.domain.question import Channel, Kind, Original, Question
from inquiry_service.question.record import told
from inquiry_service.question.store import boards
from inquiry_service.question.store import questions as store
from inquiry_service.receipts.usecases.intake import Email, Receipt, Receiving, asked, receipt_of, write_down


class Consultation(Body):
    """What a citizen wants to know, in which matter, and where the asker may be reached."""

    text: Annotated[str, Prose(2000, least=5)] = Field(description="The question")
    matter: Annotated[str, Line(40, least=0)] = Field("", description="Code of a matter; without one the office's")
    email: Email = Field("", description="Private, optional: the answer is told there")


async def consult_unit(consultation: Consultation, receiving: Receiving, work: Work) -> Receipt:
    matter = matter_of(consultation.matter)
    kept = await write_down(
        Question(
            id=work.new_id(),
            receipt_no="",
            kind=Kind.consult,
            matter=matter.code,
            unit=matter.unit,
            text="",
            to_publish=False,
            asked_at=work.now,
        ),
        Original(text=consultation.text, email=consultation.email),
        receiving,
        work,
    )
    [[clock]] = await work.clocks.start([kept.id], [kept.limit], [work.now])
    work.announce(asked(kept, clock, work))
    return receipt_of(kept, clock, receiving)


class SpokenAnswer(Body):
    """What was asked and what was said."""

    text: Annotated[str, Prose(2000, least=5)] = Field(description="The question")
    answer: Annotated[str, Prose(5000, least=5)] = Field(description="What was said")
    channel: Channel
    policy_id: UUID | None = Field(None, description="The policy that it was about, if about one")
    matter: Annotated[str, Line(40, least=0)] = Field("", description="Otherwise the code of a matter")


class SpotReceipt(BaseModel):
    """What the asker may take away, to rate the answer or to ask for another one."""

    id: UUID
    receipt_no: str
    query_code: str
    answered_at: datetime
    status_path: str = Field("/status", description="The page on which number and code are entered")


async def answer_on_the_spot(spoken: SpokenAnswer, receiving: Receiving, work: Work) -> SpotReceipt:
    """The unit of the clerk gave the answer, whoever it would have been handed to."""
    if spoken.policy_id is not None:
        await boards.board_kept_as_it_is(work.db, spoken.policy_id)
    question = Question(
        id=work.new_id(),
        receipt_no="",
        kind=Kind.consult if spoken.policy_id is None else Kind.board,
        policy_id=spoken.policy_id,
        matter=matter_of(spoken.matter).code if spoken.policy_id is None else "",
        unit=work.actor.unit,
        text="",
        asked_at=work.now,
    )
    known = (await rules.current(work.db)).open_matters
    said = question.answered_on_the_spot(
        spoken.answer, mask(spoken.answer, known).text, spoken.channel, by=work.actor, at=work.now
    )
    kept = await write_down(said, Original(text=spoken.text), receiving, work)
    answered = await store.save(work.db, kept)
    await _tell(answered, work)
    return SpotReceipt(
        id=answered.id,
        receipt_no=answered.receipt_no,
        query_code=receiving.code.code,
        answered_at=work.now,
    )


async def _tell(question: Question, work: Work) -> None:
    """Asked and answered; the clock is met as soon as it is started."""
    [[clock]] = await work.clocks.start([question.id], [question.limit], [work.now])
    work.announce(asked(question, clock, work))
    clocks = await work.clocks.met(question.id, question.limit, work.now, by=work.actor.id)
    work.announce(QuestionAnswered(**told(question, clocks), answered_at=work.now, on_the_spot=True))
    work.audit("inquiry.answer_on_the_spot", str(question.id), version=question.version)
