"""Follow-up with a receipt: look up a question, rate its answer, ask for another answer."""

from dataclasses import replace
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks import store as clocks
from gongkai.events.inquiry import AnswerRated, QuestionReopened
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.masking import mask
from gongkai.review import rules
from gongkai.review.seal import Seal
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from gongkai.worktime.clock import Moment, MomentKind, replay
from gongkai.worktime.days import office_day
from inquiry_service.question.domain.question import Question, Rating
from inquiry_service.question.record import told
from inquiry_service.question.store import boards, questions
from inquiry_service.question.store import questions as store
from inquiry_service.question.usecases import opened, sealed
from inquiry_service.receipts import store as lookups
from inquiry_service.receipts.domain.lookup import NOBODYS, NothingFound, SealedCode
from inquiry_service.receipts.domain.receipt import read_query_code, read_receipt_no
from inquiry_service.receipts.domain.status import Status
from inquiry_service.receipts.usecases.intake import Counter, QueryCodes


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


class TypedRating(TypedReceipt):
    """How content the asker is, with what stands on the receipt."""

    rating: Rating
    comment: Annotated[str, Prose(500, least=0)] = Field("", description="Optional; read by the unit only")


async def rate_answer(receipt_no: str, typed: TypedRating, seal: Seal, work: Work) -> Question:
    question = await store.in_the_askers_hand(work.db, receipt_no)
    comment = mask(typed.comment, (await rules.current(work.db)).open_matters).text
    rated = question.rate(typed.rating, comment, work.now)
    if rated is question:
        return question
    if typed.comment:
        words = opened(question, seal).with_comment(typed.comment)
        rated = replace(rated, sealed=sealed(words, question, seal))
    saved = await store.save(work.db, rated)
    work.announce(AnswerRated(**told(saved, await work.clocks.facts(saved.id)), rating=typed.rating))
    return saved


WHY: Final = "提问人对答复不满意，要求再次答复"


class TypedReopening(TypedReceipt):
    """Why the answer did not help, with what stands on the receipt."""

    reason: Annotated[str, Prose(1000, least=5)] = Field(description="Read by the unit only")


async def reopen_question(receipt_no: str, typed: TypedReopening, seal: Seal, work: Work) -> Question:
    question = await store.in_the_askers_hand(work.db, receipt_no)
    reason = mask(typed.reason, (await rules.current(work.db)).open_matters).text
    reopened = question.reopen(reason, work.now)
    if reopened is question:
        return question
    words = opened(question, seal).with_reason(typed.reason)
    saved = await store.save(work.db, replace(reopened, sealed=sealed(words, question, seal)))
    restarted = Moment(kind=MomentKind.restarted, at=work.now, by=work.actor.id, reason=WHY)
    clocks = await work.clocks.note(saved.id, saved.limit, restarted)
    work.announce(QuestionReopened(**told(saved, clocks), reopened_at=work.now))
    return saved


async def rate(typed: TypedRating, actor: Actor, counter: Counter, running: Running) -> Status:
    """Rate the answer, and where the question is then."""
    receipt_no = await open_receipt(typed, counter.codes, running)
    async with running.work(actor) as work:
        question = await rate_answer(receipt_no, typed, counter.seal, work)
        return await status_of(question, work.db, running)


async def reopen(typed: TypedReopening, actor: Actor, counter: Counter, running: Running) -> Status:
    """Ask for another answer, and where the question is then."""
    receipt_no = await open_receipt(typed, counter.codes, running)
    async with running.work(actor) as work:
        question = await reopen_question(receipt_no, typed, counter.seal, work)
        return await status_of(question, work.db, running)
