"""A citizen looks up a question with receipt number and query code; whoever guesses learns nothing."""

from typing import Annotated

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks import store as clocks
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.runtime.service import Running
from gongkai.worktime.clock import replay
from gongkai.worktime.days import office_day
from inquiry_service.boards import store as boards
from inquiry_service.question.domain.question import Question
from inquiry_service.question.store import questions
from inquiry_service.receipts.domain.lookup import NothingFound
from inquiry_service.receipts.domain.query_code import NOBODYS, SealedCode
from inquiry_service.receipts.domain.receipt import read_query_code, read_receipt_no
from inquiry_service.receipts.domain.status import Status
from inquiry_service.receipts.store import lookups
from inquiry_service.receipts.usecases.query_codes import QueryCodes


class TypedReceipt(Body):
    """What stands on the receipt, as the citizen typed it."""

    receipt_no: Annotated[str, Line(40)]
    query_code: Annotated[str, Line(40)]


async def look_up(typed: TypedReceipt, codes: QueryCodes, running: Running) -> Status:
    """Where the question is."""
    receipt_no = await open_receipt(typed, codes, running)
    async with running.reading() as db:
        return await status_of(await questions.with_receipt(db, receipt_no), db, running)


async def open_receipt(typed: TypedReceipt, codes: QueryCodes, running: Running) -> str:
    """The number that the code opens. The try is counted first, and the code is hashed in any case: unknown, wrong
    and shut look and last the same."""
    receipt_no = read_receipt_no(typed.receipt_no)
    sealed, shut = await _count_try(receipt_no, running)
    digest = await codes.digest(read_query_code(typed.query_code), sealed.salt)
    if not sealed.opens_with(digest) or sealed is NOBODYS or shut:
        raise NothingFound
    async with running.work() as work:
        await lookups.forget_tries(work.db, receipt_no)
    return receipt_no


async def status_of(question: Question, db: AsyncConnection, running: Running) -> Status:
    """A question with what its clock shows now."""
    board = await boards.board(db, question.policy_id) if question.policy_id else None
    [clock] = await clocks.of(db, question.id)
    now = running.timepiece.now()
    reading = replay(question.limit, clock.log, running.calendar, now)
    return Status(question, board, reading, clock.log, is_rest_day=not running.calendar.counts(office_day(now)))


async def _count_try(receipt_no: str, running: Running) -> tuple[SealedCode, bool]:
    async with running.work() as work:
        tries = await lookups.tries(work.db, receipt_no, work.now)
        await lookups.save_tries(work.db, tries.once_more(work.now))
        sealed = await lookups.sealed_code(work.db, receipt_no)
        return sealed or NOBODYS, tries.is_shut(work.now)
