"""Mails that are due go out: one message to a person, however many warnings it lists."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from gongkai.mail.mail import Mail, NotTaken
from gongkai.observability import metrics
from gongkai.unit_of_work import Work
from notify_service.delivery import store as deliveries
from notify_service.delivery.domain.delivery import Channel, Delivery, DeliveryState
from notify_service.delivery.domain.letter import letters

OUTCOMES: Final = {DeliveryState.delivered: "done", DeliveryState.waiting: "again"}
Post = Callable[[Sequence[Mail]], Awaitable[Sequence[NotTaken | None]]]
"""Hands mails to the mail server; for each `None` once it was taken, or why not. Never raises for a mail."""


async def send_mails(open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post, base_url: str) -> int:
    """Claim, send, write down: the network is never used inside a transaction.

    A sender that dies in between leaves a lease; the mail goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await deliveries.claim_mails(work.db, work.now)
    if not due:
        return 0
    to_send = letters([(each.delivery, each.warning) for each in due if each.wanted])
    outcomes = await post([letter.mail(base_url) for letter in to_send])
    async with open_work() as work:
        settled = [each.delivery.settled(DeliveryState.needless, work.now) for each in due if not each.wanted]
        for letter, failure in zip(to_send, outcomes, strict=True):
            settled += [delivery.tried(failure, work.now) for delivery in letter.deliveries]
        await deliveries.settle(work.db, settled)
    _count(settled)
    return len(due)


def _count(settled: Sequence[Delivery]) -> None:
    for delivery in settled:
        if delivery.state is not DeliveryState.needless:
            metrics.delivered(Channel.mail, OUTCOMES.get(delivery.state, "dead"))
