"""Warnings and alerts given: due alarms worked off, people told, mails sent."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Final

from gongkai.events.notify import WarningGiven
from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.events.ticket import CoHandlingNamed
from gongkai.mail.mail import Mail, NotTaken
from gongkai.observability import metrics
from gongkai.unit_of_work import Work
from gongkai_dev.demo.people import people
from notify_service.delivery import store as deliveries
from notify_service.delivery.domain import Channel, Delivery, DeliveryState, Recipient, Telling, letters
from notify_service.warnings import store as warnings
from notify_service.warnings.domain import EMERGENCY, HELD_BACK, DeadlineWarning, Ladder
from notify_service.watch.domain import Schedule, Standing, kind_of
from notify_service.watch.store import alarms, watches
from notify_service.watch.store.alarms import AlarmRow


async def tell_people(given: Sequence[DeadlineWarning], work: Work, telling: Telling) -> None:
    """Only warnings that had not been given before."""
    told = telling.recipients(given)
    rows = [delivery for each, people in zip(given, told, strict=True) for delivery in telling.deliveries(each, people)]
    await deliveries.add(work.db, rows)
    for each, people in zip(given, told, strict=True):
        work.announce(_announcement(each, people), id=each.id)
    for kind, count in Counter(kind_of(each.stage) for each in given).items():
        metrics.warnings_given(kind, count)


def _announcement(warning: DeadlineWarning, people: Sequence[Recipient]) -> WarningGiven:
    return WarningGiven(
        aggregate_id=warning.id,
        version=warning.version,
        ref=warning.ref,
        unit=warning.unit,
        desk_path=warning.desk_path,
        subject_id=warning.subject_id,
        clock=warning.clock,
        stage=warning.stage,
        cycle=warning.cycle,
        title=warning.title,
        due_on=warning.due_on,
        certainty=warning.certainty,
        given_at=warning.given_at,
        recipients=tuple(person.id for person in people),
    )


AT_ONCE: Final = 200


async def give_warnings(work: Work, schedule: Schedule, telling: Telling) -> int:
    """Work off up to 200 due alarms and say how many limits were dealt with; nothing is given outside working time.

    After an outage several stages of a limit may be due: the one at which it stands now is given, the others are set
    aside. Any number of tickers may run: the lock on a watch keeps them apart, and the warning's id keeps it single.
    """
    if not schedule.is_open(work.now, work.calendar):
        return 0
    due = await watches.claim_due(work.db, work.now, AT_ONCE)
    if not due:
        return 0
    stands = [Standing.of(watch, work.calendar, schedule, work.now) for watch in due]
    await alarms.settle_due(work.db, stands, work.now)
    await alarms.put(work.db, [row for each in stands for row in _days_overdue(each, work.now)])
    reached = [DeadlineWarning.of(each.watch, each.stage, work.calendar, work.now) for each in stands if each.now]
    await tell_people(await warnings.add(work.db, reached), work, telling)
    return len(due)


def _days_overdue(standing: Standing, at: datetime) -> list[AlarmRow]:
    """They follow one by one: the one given now may have had no alarm of its own, and the next needs one."""
    if standing.now is None or standing.next is None:
        return []
    return [AlarmRow.fired(standing.watch, standing.now, at), AlarmRow.pending(standing.watch, standing.next)]


async def raise_alert(event: PolicyWithdrawn | PublicationHeldBack, work: Work, ladder: Ladder) -> None:
    """Once for each fact, at any hour: unlike a limit, what has slipped out does its harm at night and on holidays too
    (§10), and a publication that did not take place is missed from its very moment on.

    An ordinary withdrawal alarms nobody. Without a mail server the mails are set aside by the sender.
    """
    if isinstance(event, PolicyWithdrawn) and not event.emergency:
        return
    stage = EMERGENCY if isinstance(event, PolicyWithdrawn) else HELD_BACK
    given = await warnings.add(work.db, [DeadlineWarning.alert(stage, event, work.now)])
    await tell_people(given, work, Telling(ladder, people(), by_mail=True))


async def call_helpers(event: CoHandlingNamed, work: Work, ladder: Ladder) -> None:
    """Each unit once for each ticket; the event names all that help, also those that know."""
    calls = [DeadlineWarning.call_to_help(event, unit, work.now) for unit in event.co_units]
    given = await warnings.add(work.db, calls)
    await tell_people(given, work, Telling(ladder, people(), by_mail=True))


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
