"""A citizen consults the bureau (我要咨询, §9): the unit of the matter owes the answer within five working days."""

from typing import Annotated

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.matters import matter_of
from inquiry_service.question.domain.original import Original
from inquiry_service.question.domain.question import Kind, Question
from inquiry_service.receipts.usecases.intake_kit import Email, Receipt, Receiving, asked, receipt_of, write_down


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
