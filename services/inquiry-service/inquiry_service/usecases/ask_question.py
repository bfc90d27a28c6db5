"""A citizen asks under a policy: the question is kept, the five working days run, and a receipt is given."""

import re
import secrets
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from gongkai.clocks.clock import Clock
from gongkai.database.work import Work
from gongkai.events.inquiry import QuestionAsked
from gongkai.web.body import Body
from gongkai.web.text import Line, Prose
from gongkai.worktime.days import office_day
from inquiry_service.domain.question import REPLY_WITHIN, Question
from inquiry_service.domain.receipt import GROUP_BYTES, make_receipt_no
from inquiry_service.store import boards, lookups, questions
from inquiry_service.usecases.query_codes import NewCode

EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
ATTEMPTS: Final = 8


def _email(typed: str) -> str:
    if typed and not EMAIL.fullmatch(typed):
        raise PydanticCustomError("email-unfit", "邮箱格式不正确，例如 name@example.cn。")
    return typed


class AskedQuestion(Body):
    """What a citizen wants to know, and where the unit may reach the asker."""

    text: Annotated[str, Prose(2000, least=5)] = Field(description="The question")
    email: Annotated[str, Line(254, least=0), AfterValidator(_email)] = Field("", description="Private, optional")


class Receipt(BaseModel):
    """What the asker takes away; the code is never told again."""

    receipt_no: str = Field(description="Short, speakable, with a check character: ZX-260708-7K3M-9")
    query_code: str = Field(description="Thirteen characters that only the asker knows")
    due_on: date = Field(description="The Shanghai day by whose end the answer is promised")
    certainty: str = Field(description="final | provisional (the calendar of that year is not announced)")
    status_path: str = Field("/status", description="The page on which number and code are entered")


class NumbersUsedUp(RuntimeError):
    """Every number tried for this day was taken."""


async def ask_question(policy_id: UUID, asked: AskedQuestion, code: NewCode, work: Work) -> Receipt:
    board = await boards.board_kept_as_it_is(work.db, policy_id)
    board.require_open()
    question = await _written_down(policy_id, asked, board.drafting_unit, work)
    await lookups.keep_code(work.db, question.receipt_no, code.sealed)
    [[clock]] = await work.clocks.start([question.id], [REPLY_WITHIN], [work.now])
    _announce(question, clock, work)
    return Receipt(receipt_no=question.receipt_no, query_code=code.code, due_on=clock.due_on, certainty=clock.certainty)


async def _written_down(policy_id: UUID, asked: AskedQuestion, unit: str, work: Work) -> Question:
    """A day has a million numbers; one that is taken is drawn again."""
    for _ in range(ATTEMPTS):
        question = Question(
            id=work.new_id(),
            receipt_no=make_receipt_no(office_day(work.now), secrets.token_bytes(GROUP_BYTES)),
            policy_id=policy_id,
            unit=unit,
            text=asked.text,
            email=asked.email,
            asked_at=work.now,
        )
        if await questions.add(work.db, question):
            return question
    raise NumbersUsedUp


def _announce(question: Question, clock: Clock, work: Work) -> None:
    work.announce(
        QuestionAsked(
            aggregate_id=question.id,
            version=question.version,
            ref=question.receipt_no,
            unit=question.unit,
            desk_path=f"/desk/inquiries/{question.id}",
            clocks=work.clocks.as_facts([clock]),
            state=question.state,
            policy_id=question.policy_id,
            received_at=question.asked_at,
        )
    )
