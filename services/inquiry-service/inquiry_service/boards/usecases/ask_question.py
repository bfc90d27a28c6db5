"""A citizen asks under a policy: the question is kept, the five working days run, and a receipt is given."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from inquiry_service.boards import store as boards
from inquiry_service.question.domain.original import Original
from inquiry_service.question.domain.question import Question
from inquiry_service.receipts.usecases.intake_kit import Email, Receipt, Receiving, asked, receipt_of, write_down


class AskedQuestion(Body):
    """What a citizen wants to know, about which clause, and where the asker may be reached."""

    text: Annotated[str, Prose(2000, least=5)] = Field(description="The question")
    email: Email = Field("", description="Private, optional: the answer is told there")
    clause: Annotated[str, Line(80, least=0)] = Field("", description="Id of one of the board's clauses, optional")


async def ask_question(policy_id: UUID, question: AskedQuestion, receiving: Receiving, work: Work) -> Receipt:
    board = await boards.board_kept_as_it_is(work.db, policy_id)
    board.require_open()
    kept = await write_down(
        Question(
            id=work.new_id(),
            receipt_no="",
            policy_id=policy_id,
            clause=board.clause(question.clause) if question.clause else None,
            unit=board.drafting_unit,
            text="",
            asked_at=work.now,
        ),
        Original(text=question.text, email=question.email),
        receiving,
        work,
    )
    [[clock]] = await work.clocks.start([kept.id], [kept.limit], [work.now])
    work.announce(asked(kept, clock, work))
    return receipt_of(kept, clock, receiving)
