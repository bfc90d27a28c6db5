"""Public intake: a question is masked, sealed and numbered, and its asker gets a receipt."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from gongkai.clocks.clock import Clock
from gongkai.fields.text import Line
from gongkai.http.rate_limits import RateLimit
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from inquiry_service.question.domain.question import Original, Question
from inquiry_service.question.record import record_new_question
from inquiry_service.question.usecases import seal_original
from inquiry_service.receipts import store as receipts
from inquiry_service.receipts.domain.lookup import SALT_BYTES, SealedCode, digest_of
from inquiry_service.receipts.domain.receipt import CODE_BYTES, GROUP_BYTES, make_query_code, make_receipt_no

AT_ONCE: Final = 2
ATTEMPTS: Final = 8
EMAIL: Final = re.compile(
    r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
"""An address as people have them; nothing that a mail program decodes (`=?…?=`) into another one."""


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
class NewCode:
    """A query code to give out once, and what is stored of it."""

    code: str
    sealed: SealedCode


class QueryCodes:
    """The queue before the hashing: 16 MiB and about 40 ms each, so at most two at a time."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def new(self) -> NewCode:
        """Make a code."""
        code, salt = make_query_code(secrets.token_bytes(CODE_BYTES)), secrets.token_bytes(SALT_BYTES)
        return NewCode(code, SealedCode(salt, await self.digest(code, salt)))

    async def digest(self, code: str, salt: bytes) -> bytes:
        """Hash a code with a salt."""
        async with self._places:
            return await asyncio.to_thread(digest_of, code, salt)


@dataclass(frozen=True, slots=True)
class PublicIntake:
    """Query codes and rate limits of the public routes of one process; a service hall asks from one address."""

    codes: QueryCodes = field(default_factory=QueryCodes)
    asks: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=60))
    searches: RateLimit = field(default_factory=lambda: RateLimit(per_minute=120, burst=120))
    lookups: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=30))


@asynccontextmanager
async def open_intake(running: ServiceRuntime) -> AsyncIterator[None]:
    """Keep the public intake among the resources."""
    running.resources.put(PublicIntake())
    yield


@dataclass(frozen=True, slots=True)
class IntakeKit:
    """What the intake of one question needs from outside the transaction: a query code, and the seal."""

    code: NewCode
    seal: Seal


async def prepare_intake(running: ServiceRuntime) -> IntakeKit:
    """Make the kit for one question; its slow hash is done before the transaction begins."""
    return IntakeKit(code=await running.resources.get(PublicIntake).codes.new(), seal=running.resources.get(Seal))


async def file_question(question: Question, words: Original, kit: IntakeKit, work: Work) -> tuple[Question, Clock]:
    """Write a new question, masked in the open and word for word under seal; its clock runs from now on.

    A day has a million receipt numbers; one that is taken is drawn again. Raises NumbersUsedUp.
    """
    known = (await rules.current(work.db)).open_matters
    masked = replace(
        question,
        text=mask(words.text, known).text,
        sealed=seal_original(words, question, kit.seal),
        has_email=bool(words.email),
    )
    for _ in range(ATTEMPTS):
        number = make_receipt_no(office_day(work.now), secrets.token_bytes(GROUP_BYTES))
        numbered = replace(masked, receipt_no=number)
        if clock := await record_new_question(numbered, work):
            await receipts.add_code(work.db, number, kit.code.sealed)
            return numbered, clock
    raise NumbersUsedUp


def receipt_of(question: Question, clock: Clock, kit: IntakeKit) -> Receipt:
    """Make the receipt of a filed question."""
    return Receipt(
        receipt_no=question.receipt_no,
        query_code=kit.code.code,
        due_on=clock.due_on,
        certainty=clock.certainty,
    )
