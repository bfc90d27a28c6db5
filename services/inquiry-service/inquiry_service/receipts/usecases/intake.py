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
from gongkai.events.inquiry import QuestionAsked
from gongkai.fields.text import Line
from gongkai.http.rate_limits import RateLimit
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from inquiry_service.question.domain.question import Original, Question, QuestionState
from inquiry_service.question.record import told
from inquiry_service.question.store import questions
from inquiry_service.question.usecases import sealed
from inquiry_service.receipts import store as lookups
from inquiry_service.receipts.domain.lookup import SALT_BYTES, SealedCode, digest_of
from inquiry_service.receipts.domain.receipt import CODE_BYTES, GROUP_BYTES, make_query_code, make_receipt_no

AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to give out once, and what is kept of it."""

    code: str
    sealed: SealedCode


class QueryCodes:
    """The queue before the hashing: 16 MiB and about 40 ms of a processor each."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def new(self) -> NewCode:
        """A fresh code."""
        code, salt = make_query_code(secrets.token_bytes(CODE_BYTES)), secrets.token_bytes(SALT_BYTES)
        return NewCode(code, SealedCode(salt, await self.digest(code, salt)))

    async def digest(self, code: str, salt: bytes) -> bytes:
        """The digest of a code with a salt."""
        async with self._places:
            return await asyncio.to_thread(digest_of, code, salt)


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


@dataclass(frozen=True, slots=True)
class Counter:
    """One for each process. A service hall asks from one address, so the limits are not narrow."""

    seal: Seal
    codes: QueryCodes = field(default_factory=QueryCodes)
    asks: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=60))
    searches: RateLimit = field(default_factory=lambda: RateLimit(per_minute=120, burst=120))
    lookups: RateLimit = field(default_factory=lambda: RateLimit(per_minute=30, burst=30))

    async def receiving(self) -> Receiving:
        """What is laid ready for one question."""
        return Receiving(code=await self.codes.new(), seal=self.seal)


@asynccontextmanager
async def open_counter(running: Running) -> AsyncIterator[None]:
    """Part of a running inquiry service."""
    running.resources.put(Counter(seal=Seal.of(running.settings)))
    yield


def counter_of(running: Running) -> Counter:
    """The counter of this process."""
    return running.resources.get(Counter)
