"""Consultations (我要咨询, §9): asked of a unit, or answered on the spot at the counter or by telephone."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.unit_of_work import Work
from inquiry_service.consultations.domain import answer_at_once
from inquiry_service.question.domain.question import Original, Question, QuestionKind, SpotChannel
from inquiry_service.question.record import record
from inquiry_service.question.store import boards
from inquiry_service.question.store.matters import matter_of
from inquiry_service.receipts.usecases.intake import Email, IntakeKit, Receipt, file_question, receipt_of


class Consultation(Body):
    """What a citizen wants to know, in which matter, and where the asker may be reached."""

    text: Annotated[
        str,
        Prose(2000, least=5),
        Field(description="The question"),
        Input("您的问题", "写明想了解什么，不用写身份证号、电话等个人信息。"),
    ]
    matter: Annotated[
        str,
        Line(40, least=0),
        Field(description="Code of a matter; without one the office's"),
        Input("咨询事项", "不清楚归哪里，就不用选，由市局办公室答复。", widget=Widget.select, blank="不清楚"),
    ] = ""
    email: Annotated[
        Email,
        Field(description="Private, optional: the answer is told there"),
        Input("邮箱", "不公开。填写后，答复时发邮件告诉您。", widget=Widget.email, autocomplete="email"),
    ] = ""


async def consult_unit(consultation: Consultation, kit: IntakeKit, work: Work) -> Receipt:
    """File a question to the unit of its matter; raises MatterUnknown."""
    matter = matter_of(consultation.matter)
    question = Question(
        id=work.new_id(),
        receipt_no="",
        kind=QuestionKind.consult,
        matter=matter.code,
        unit=matter.unit,
        text="",
        to_publish=False,
        asked_at=work.now,
    )
    words = Original(text=consultation.text, email=consultation.email)
    filed, clock = await file_question(question, words, kit, work)
    return receipt_of(filed, clock, kit)


class SpokenAnswer(Body):
    """What was asked and what was said."""

    text: Annotated[
        str,
        Prose(2000, least=5),
        Field(description="The question"),
        Input("问了什么", "不用写姓名、电话；写了的会被遮盖。", rows=4),
    ]
    answer: Annotated[str, Prose(5000, least=5), Field(description="What was said"), Input("怎样答复的")]
    channel: Annotated[SpotChannel, Input("在哪里答复的", widget=Widget.radios)]
    policy_id: UUID | None = Field(None, description="The policy that it was about, if about one")
    matter: Annotated[
        str,
        Line(40, least=0),
        Field(description="Otherwise the code of a matter"),
        Input("咨询事项", widget=Widget.select, blank="其他"),
    ] = ""


class SpotReceipt(BaseModel):
    """What the asker may take away, to rate the answer or to ask for another one."""

    id: UUID
    receipt_no: str
    query_code: str
    answered_at: datetime
    status_path: str = Field("/status", description="The page on which number and code are entered")


async def answer_on_the_spot(spoken: SpokenAnswer, kit: IntakeKit, work: Work) -> SpotReceipt:
    """File a question that the clerk's own unit answers in the same moment; raises BoardUnknown, MatterUnknown."""
    if spoken.policy_id is not None:
        await boards.share_board(work.db, spoken.policy_id)
    question = Question(
        id=work.new_id(),
        receipt_no="",
        kind=QuestionKind.consult if spoken.policy_id is None else QuestionKind.board,
        policy_id=spoken.policy_id,
        matter=matter_of(spoken.matter).code if spoken.policy_id is None else "",
        unit=work.actor.unit,
        text="",
        asked_at=work.now,
    )
    filed, _ = await file_question(question, Original(text=spoken.text), kit, work)
    rendition = mask(spoken.answer, (await rules.current(work.db)).open_matters).text
    change = answer_at_once(filed, spoken.answer, rendition, spoken.channel, by=work.actor, at=work.now)
    answered = await record(change, work)
    return SpotReceipt(id=answered.id, receipt_no=answered.receipt_no, query_code=kit.code.code, answered_at=work.now)
