"""What an asker does at the counter with a receipt in hand: the receipt is looked at first, then it is done."""

from gongkai.actor import Actor
from gongkai.runtime.service import Running
from inquiry_service.receipts.domain.status import Status
from inquiry_service.receipts.usecases.look_up import open_receipt, status_of
from inquiry_service.receipts.usecases.public_intake import Counter
from inquiry_service.receipts.usecases.rate_answer import TypedRating, rate_answer
from inquiry_service.receipts.usecases.reopen_question import TypedReopening, reopen_question


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
