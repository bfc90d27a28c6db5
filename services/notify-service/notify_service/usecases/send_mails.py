"""Mails that are due go out: one message to a person, however many warnings it lists."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from gongkai.database.work import Work
from gongkai.observability import metrics
from notify_service.domain.letter import Letter, letters
from notify_service.domain.notice import Channel, Notice, NoticeState, NotTaken
from notify_service.store import notices

Post = Callable[[Sequence[Letter]], Awaitable[Sequence[NotTaken | None]]]
"""Hands letters to the mail server; for each `None` once it was taken, or why not. Never raises for a letter."""


async def send_mails(open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post) -> int:
    """Claim, send, write down: the network is never used inside a transaction.

    A sender that dies in between leaves a lease; the mail goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await notices.claim_mails(work.db, work.now)
    if not due:
        return 0
    to_send = letters([(each.notice, each.warning) for each in due if each.wanted])
    outcomes = await post(to_send)
    async with open_work() as work:
        settled = [each.notice.settled(NoticeState.needless, work.now) for each in due if not each.wanted]
        for letter, failure in zip(to_send, outcomes, strict=True):
            settled += [notice.tried(failure, work.now) for notice in letter.notices]
        await notices.settle(work.db, settled)
    _count(settled)
    return len(due)


def _count(settled: Sequence[Notice]) -> None:
    for notice in settled:
        outcome = {NoticeState.delivered: "done", NoticeState.waiting: "again"}.get(notice.state, "dead")
        metrics.delivered(Channel.mail, outcome)
