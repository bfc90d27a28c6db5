"""Warnings and alerts: due alarms are worked off, recipients notified, mails sent."""

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
from notify_service.delivery import store as deliveries
from notify_service.delivery.domain import (
    DeliveryChannel,
    Recipient,
    Recipients,
    WarningDelivery,
    WarningDeliveryState,
    warning_mails,
)
from notify_service.warnings import store as warnings
from notify_service.warnings.domain import EMERGENCY, HELD_BACK, DeadlineWarning
from notify_service.watch.domain import DeadlineStatus, Schedule, kind_of
from notify_service.watch.store import alarms, watches
from notify_service.watch.store.alarms import AlarmRow

AT_ONCE: Final = 200
OUTCOMES: Final = {WarningDeliveryState.delivered: "done", WarningDeliveryState.waiting: "again"}
Post = Callable[[Sequence[Mail]], Awaitable[Sequence[NotTaken | None]]]
"""Hands mails to the mail server; for each `None` once it was taken, or why not. Never raises for a mail."""


async def give_warnings(work: Work, schedule: Schedule, recipients: Recipients) -> int:
    """Work off up to 200 due alarms and return how many limits were dealt with; none outside working time.

    After an outage several stages of a limit may be due: the one at which it stands now is given, the others are set
    aside. Any number of tickers may run: the lock on a watch keeps them apart, and the warning's id keeps it single.
    """
    if not schedule.is_open(work.now, work.calendar):
        return 0
    due = await watches.claim_due(work.db, work.now, AT_ONCE)
    if not due:
        return 0
    statuses = [DeadlineStatus.of(watch, work.calendar, schedule, work.now) for watch in due]
    await alarms.settle_due(work.db, statuses, work.now)
    await alarms.put(work.db, [row for each in statuses for row in _days_overdue(each, work.now)])
    reached = [DeadlineWarning.of(each.watch, each.stage, work.calendar, work.now) for each in statuses if each.now]
    await notify_recipients(await warnings.add(work.db, reached), work, recipients)
    return len(due)


def _days_overdue(status: DeadlineStatus, at: datetime) -> list[AlarmRow]:
    """Alarms of days overdue, one by one: the one given now may have had none, and the next needs one."""
    if status.now is None or status.next is None:
        return []
    return [AlarmRow.as_fired(status.watch, status.now, at), AlarmRow.as_pending(status.watch, status.next)]


async def raise_alert(event: PolicyWithdrawn | PublicationHeldBack, work: Work, recipients: Recipients) -> None:
    """Alert those who have to act on an emergency withdrawal or a publication held back; once for each event.

    At any hour: unlike a limit, what has slipped out does its harm at night and on holidays too (§10), and a
    publication that did not take place is missed from its very moment on. An ordinary withdrawal alerts nobody.
    Without a mail server the mails are set aside by the sender.
    """
    if isinstance(event, PolicyWithdrawn) and not event.emergency:
        return
    stage = EMERGENCY if isinstance(event, PolicyWithdrawn) else HELD_BACK
    new = await warnings.add(work.db, [DeadlineWarning.alert(stage, event, work.now)])
    await notify_recipients(new, work, recipients)


async def alert_co_handlers(event: CoHandlingNamed, work: Work, recipients: Recipients) -> None:
    """Alert the people of co-handling units (协办), once for each unit and ticket: it is not in their own queue.

    The event names all units that help, also those that were alerted before.
    """
    alerts = [DeadlineWarning.co_handling(event, unit, work.now) for unit in event.co_units]
    await notify_recipients(await warnings.add(work.db, alerts), work, recipients)


async def notify_recipients(new: Sequence[DeadlineWarning], work: Work, recipients: Recipients) -> None:
    """Write deliveries of new warnings for all their recipients, and announce each warning on the bus."""
    for_each = list(zip(new, recipients.of_each(new), strict=True))
    rows = [delivery for warning, people in for_each for delivery in recipients.deliveries(warning, people)]
    await deliveries.add(work.db, rows)
    for warning, people in for_each:
        work.announce(_announcement(warning, people), id=warning.id)
    for kind, count in Counter(kind_of(warning.stage) for warning in new).items():
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


async def send_mails(open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post, base_url: str) -> int:
    """Send the mails that are due, one to a person; return how many deliveries were claimed.

    Claim, send, write down: the network is never used inside a transaction. A sender that dies in between leaves a
    lease; the mail goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await deliveries.claim_mails(work.db, work.now)
    if not due:
        return 0
    mails = warning_mails([(each.delivery, each.warning) for each in due if each.is_current])
    outcomes = await post([one.mail(base_url) for one in mails])
    async with open_work() as work:
        settled = [each.delivery.settle(WarningDeliveryState.needless, work.now) for each in due if not each.is_current]
        for one, failure in zip(mails, outcomes, strict=True):
            settled += [delivery.record_try(failure, work.now) for delivery in one.deliveries]
        await deliveries.settle(work.db, settled)
    _count(settled)
    return len(due)


def _count(settled: Sequence[WarningDelivery]) -> None:
    for delivery in settled:
        if delivery.state is not WarningDeliveryState.needless:
            metrics.delivered(DeliveryChannel.mail, OUTCOMES.get(delivery.state, "dead"))
