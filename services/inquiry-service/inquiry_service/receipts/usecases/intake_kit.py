"""What every question goes through when it comes in: masked, sealed, numbered, and a receipt for the asker."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from gongkai.clocks.clock import Clock
from gongkai.events.inquiry import QuestionAsked
from gongkai.fields.text import Line
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from inquiry_service.question.domain.original import Original
from inquiry_service.question.domain.question import Question, QuestionState
from inquiry_service.question.domain.question_events import told
from inquiry_service.question.store import questions
from inquiry_service.question.usecases.originals import sealed
from inquiry_service.receipts.domain.receipt import GROUP_BYTES, make_receipt_no
from inquiry_service.receipts.store import lookups
from inquiry_service.receipts.usecases.query_codes import NewCode

EMAIL: Final = re.compile(
    r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
"""An address as people have them; nothing that a mail program decodes (`=?…?=`) into another one."""
ATTEMPTS: Final = 8


def _email(typed: str) -> str:
    if typed and not EMAIL.fullmatch(typed):
        raise PydanticCustomError("email-unfit", "邮箱格式不正确，例如 name@example.cn。")
    return typed


Email = Annotated[str, Line(254, least=0), AfterValidator(_email)]


class Receipt(BaseModel):
    """What the asker takes away; the code is never told again."""

    receipt_no: str = Field(description="Short, speakable, with a check character: ZX-260708-7K3M-9")
    query_code: str = Field(description="Thirteen characters that only the asker knows")
    due_on: date = Field(description="The Shanghai day by whose end the answer is promised")
    certainty: str = Field(description="final | provisional (the calendar of that year is not announced)")
    status_path: str = Field("/status", description="The page on which number and code are entered")


class NumbersUsedUp(RuntimeError):
    """Every number tried for this day was taken."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """What the counter lays ready for one question: a query code, and the seal for the asker's own words."""

    code: NewCode
    seal: Seal


async def write_down(question: Question, words: Original, receiving: Receiving, work: Work) -> Question:
    """Masked in the open, word for word under seal. A day has a million numbers; one that is taken is drawn again."""
    known = (await rules.current(work.db)).open_matters
    kept = replace(
        question,
        text=mask(words.text, known).text,
        sealed=sealed(words, question, receiving.seal),
        has_email=bool(words.email),
    )
    for _ in range(ATTEMPTS):
        number = make_receipt_no(office_day(work.now), secrets.token_bytes(GROUP_BYTES))
        numbered = replace(kept, receipt_no=number)
        if await questions.add(work.db, numbered):
            await lookups.keep_code(work.db, number, receiving.code.sealed)
            return numbered
    raise NumbersUsedUp


def receipt_of(question: Question, clock: Clock, receiving: Receiving) -> Receipt:
    """What the asker takes away."""
    return Receipt(
        receipt_no=question.receipt_no,
        query_code=receiving.code.code,
        due_on=clock.due_on,
        certainty=clock.certainty,
    )


def asked(question: Question, clock: Clock, work: Work) -> QuestionAsked:
    """The fact that somebody asked."""
    first = told(question, work.clocks.as_facts([clock])) | {"version": 1, "state": QuestionState.asked}
    return QuestionAsked(**first, received_at=question.asked_at, kind=question.kind)
