"""Follow-up with a receipt: look up a question, rate its answer, ask for another answer."""

from typing import Annotated

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import replay
from gongkai.worktime.days import office_day
from inquiry_service.question.domain.question import Question, Rating
from inquiry_service.question.record import record
from inquiry_service.question.store import boards, questions
from inquiry_service.question.usecases import seal_original, unseal_original
from inquiry_service.receipts import store as receipts
from inquiry_service.receipts.domain import follow_up as domain
from inquiry_service.receipts.domain.lookup import NO_CODE, NothingFound, SealedCode
from inquiry_service.receipts.domain.receipt import read_query_code, read_receipt_no
from inquiry_service.receipts.domain.status import QuestionStatus
from inquiry_service.receipts.usecases.intake import PublicIntake, QueryCodes


class TypedReceipt(Body):
    """What stands on the receipt, as the citizen typed it."""

    receipt_no: Annotated[str, Line(40)]
    query_code: Annotated[str, Line(40)]


class TypedRating(TypedReceipt):
    """How content the asker is, with what stands on the receipt."""

    rating: Rating
    comment: Annotated[str, Prose(500, least=0)] = Field("", description="Optional; read by the unit only")


class TypedReopening(TypedReceipt):
    """Why the answer did not help, with what stands on the receipt."""

    reason: Annotated[str, Prose(1000, least=5)] = Field(description="Read by the unit only")


async def look_up(typed: TypedReceipt, codes: QueryCodes, running: ServiceRuntime) -> QuestionStatus:
    """Return where the question of a receipt is; raises NothingFound."""
    receipt_no = await open_receipt(typed, codes, running)
    async with running.reading() as db:
        return await status_of(await questions.by_receipt(db, receipt_no), db, running)


async def rate_answer(typed: TypedRating, actor: Actor, running: ServiceRuntime) -> QuestionStatus:
    """Rate the answer with a receipt; return where the question is then."""
    receipt_no = await open_receipt(typed, running.resources.get(PublicIntake).codes, running)
    async with running.work(actor) as work:
        return await status_of(await _rate(receipt_no, typed, running.resources.get(Seal), work), work.db, running)


async def reopen_question(typed: TypedReopening, actor: Actor, running: ServiceRuntime) -> QuestionStatus:
    """Ask for another answer with a receipt; return where the question is then."""
    receipt_no = await open_receipt(typed, running.resources.get(PublicIntake).codes, running)
    async with running.work(actor) as work:
        return await status_of(await _reopen(receipt_no, typed, running.resources.get(Seal), work), work.db, running)


async def open_receipt(typed: TypedReceipt, codes: QueryCodes, running: ServiceRuntime) -> str:
    """Return the number that the code opens; raises NothingFound.

    The try is counted first, and the code is hashed in any case: unknown, wrong and shut look and last the same.
    """
    receipt_no = read_receipt_no(typed.receipt_no)
    sealed, shut = await _count_try(receipt_no, running)
    digest = await codes.digest(read_query_code(typed.query_code), sealed.salt)
    if not sealed.opens_with(digest) or sealed is NO_CODE or shut:
        raise NothingFound
    async with running.work() as work:
        await receipts.delete_tries(work.db, receipt_no)
    return receipt_no


async def status_of(question: Question, db: AsyncConnection, running: ServiceRuntime) -> QuestionStatus:
    """Read a question's board and what its clock shows now."""
    board = await boards.board(db, question.policy_id) if question.policy_id else None
    [clock] = await clocks.of(db, question.id)
    now = running.timepiece.now()
    reading = replay(question.limit, clock.log, running.calendar, now)
    return QuestionStatus(question, board, reading, clock.log, is_rest_day=not running.calendar.counts(office_day(now)))


async def _rate(receipt_no: str, typed: TypedRating, seal: Seal, work: Work) -> Question:
    question = await questions.lock_by_receipt(work.db, receipt_no)
    comment = mask(typed.comment, (await rules.current(work.db)).open_matters).text
    change = domain.rate(question, typed.rating, comment, work.now)
    if change is None:
        return question
    if typed.comment:
        words = unseal_original(question, seal).with_comment(typed.comment)
        change = change.with_original(seal_original(words, question, seal))
    return await record(change, work)


async def _reopen(receipt_no: str, typed: TypedReopening, seal: Seal, work: Work) -> Question:
    question = await questions.lock_by_receipt(work.db, receipt_no)
    reason = mask(typed.reason, (await rules.current(work.db)).open_matters).text
    change = domain.reopen(question, reason, work.now, work.actor.id)
    if change is None:
        return question
    words = unseal_original(question, seal).with_reason(typed.reason)
    return await record(change.with_original(seal_original(words, question, seal)), work)


async def _count_try(receipt_no: str, running: ServiceRuntime) -> tuple[SealedCode, bool]:
    async with running.work() as work:
        tries = await receipts.tries(work.db, receipt_no, work.now)
        await receipts.save_tries(work.db, tries.once_more(work.now))
        sealed = await receipts.sealed_code(work.db, receipt_no)
        return sealed or NO_CODE, tries.is_shut(work.now)
