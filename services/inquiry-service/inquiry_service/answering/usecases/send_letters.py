"""Letters that are due go out: each tells one asker of one answer."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from gongkai.mail.mail import Mail, NotTaken
from gongkai.observability import metrics
from gongkai.organisation.units import name_of
from gongkai.review.seal import Seal, SealBroken
from gongkai.unit_of_work import Work
from inquiry_service.answering import store as letters
from inquiry_service.answering.domain.letter import LetterState, Told, mail
from inquiry_service.answering.store import Due
from inquiry_service.question.domain.question import public_path
from inquiry_service.question.usecases.originals import opened

CHANNEL: Final = "letter"
UNOPENED: Final = NotTaken(SealBroken.__name__)
OUTCOMES: Final = {LetterState.sent: "done", LetterState.waiting: "again"}
Post = Callable[[Sequence[Mail]], Awaitable[Sequence[NotTaken | None]]]
"""Hands mails to the mail server; for each `None` once it was taken, or why not. Never raises for a mail."""


async def send_letters(
    open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post, seal: Seal, base_url: str
) -> int:
    """Claim, send, write down: the network is never used inside a transaction.

    A sender that dies in between leaves a lease; the letter goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await letters.claim(work.db, work.now)
    if not due:
        return 0
    outcomes = await _post(due, post, seal, base_url)
    async with open_work() as work:
        tried = [one.letter.tried(failure, work.now) for one, failure in zip(due, outcomes, strict=True)]
        for letter in tried:
            await letters.settle(work.db, letter)
    for letter in tried:
        metrics.delivered(CHANNEL, OUTCOMES.get(letter.state, "dead"))
    return len(due)


async def _post(due: Sequence[Due], post: Post, seal: Seal, base_url: str) -> list[NotTaken | None]:
    """One outcome for each; a letter whose address is under a broken seal waits without holding up the others."""
    mails = [_mail(one, seal, base_url) for one in due]
    taken = iter(await post([mail for mail in mails if mail]))
    return [next(taken) if mail else UNOPENED for mail in mails]


def _mail(due: Due, seal: Seal, base_url: str) -> Mail | None:
    letter, question = due.letter, due.question
    try:
        address = opened(question, seal).email
    except SealBroken:
        return None
    told = Told(
        receipt_no=question.receipt_no,
        unit=name_of(question.unit),
        again=letter.cycle > 1,
        answer_path=public_path(question.id) if due.in_public else "",
    )
    return mail(letter, told, address, base_url)
