"""Compare both sides' open orders when due or on request, and note what became of a difference."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from itertools import islice
from typing import Annotated, Any, Final
from uuid import UUID

import structlog
from pydantic import Field
from sqlalchemy import Row

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.privacy.masking import mask
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.reconciliation import store
from ticket_service.reconciliation.domain import (
    Comparison,
    DifferenceKind,
    ManifestLine,
    ManifestUnavailable,
    OrderDifference,
    RunState,
    due_day,
    not_unknown,
)
from ticket_service.settings import TicketSettings


async def ask_reconciliation(work: Work) -> None:
    """Put a run of today into the book; the timer takes it up."""
    await store.plan_again(work.db, office_day(work.now), work.now)
    work.audit("reconciliation.asked", office_day(work.now).isoformat())


class DifferenceNote(Body):
    """Why a difference is as it is."""

    note: Annotated[str, Prose(500, least=2)] = Field(description="The reason; without personal data, which are masked")


async def note_difference(difference_id: UUID, explained: DifferenceNote, work: Work) -> Row[Any]:
    """The note holds until the difference is gone, or until one side says something else."""
    noted = await store.note(
        work.db, difference_id, note=mask(explained.note).text, noted_by=work.actor.name, noted_at=work.now
    )
    work.audit("reconciliation.noted", str(difference_id), order_no=noted.order_no, kind=noted.kind)
    return noted


log = structlog.get_logger(__name__)

TRIES: Final = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=4))
"""The pauses between five tries; after them the next working day has its own."""
LEASE: Final = timedelta(minutes=30)
SETTLES_WITHIN: Final = timedelta(minutes=15)
"""What happened so shortly before the lists were made may not have reached the other side: the next run tells."""
AT_ONCE: Final = 500
"""Differences that are written by one transaction."""


HotlineList = Callable[[ServiceRuntime], AbstractAsyncContextManager[Iterator[ManifestLine]]]
"""Brings the hotline's list; raises `ManifestUnavailable` unless it is whole."""


async def reconcile_when_due(running: ServiceRuntime, listed: HotlineList) -> int:
    """Plan the day's run when its time has come, and take the one that is due; 1 if there was one."""
    if not running.own_settings(TicketSettings).hotline_manifest_url:
        return 0
    now = running.timepiece.now()
    day = due_day(now, running.calendar)
    async with running.reading() as db:
        if day is None or await store.is_planned(db, day):
            return 0
    async with running.work() as work:
        await store.plan(work.db, day, now)
        run = await store.claim(work.db, now, LEASE)
    if run is None:
        return 0
    await _take(run, running, listed)
    return 1


async def _take(run: Row[Any], running: ServiceRuntime, listed: HotlineList) -> None:
    begun = running.timepiece.now()
    try:
        async with listed(running) as theirs:
            comparison, found = await _compare(theirs, begun, running)
    except ManifestUnavailable as error:
        await _try_later(run, str(error), running)
        return
    async with running.work() as work:
        gone = await store.close_gone(work.db, begun, work.now)
        counted = {"ours": comparison.ours, "theirs": comparison.theirs, "found": found, "gone": gone}
        await store.end(work.db, run.day, state=RunState.done, ended_at=work.now, error=None, **counted)
    here, there = comparison.ours, comparison.theirs
    log.info("reconciled", day=str(run.day), ours=here, theirs=there, found=found, gone=gone)


async def _compare(theirs: Iterator[ManifestLine], begun: datetime, running: ServiceRuntime) -> tuple[Comparison, int]:
    """Both lists side by side; what differs is written as it comes, so that nothing piles up."""
    comparison, found = Comparison(theirs), 0
    async with store.open_orders(running) as pieces:
        async for lines in pieces:
            found += await _see(comparison.take(lines), begun, running)
    return comparison, found + await _see(comparison.rest(), begun, running)


async def _see(differences: Iterator[OrderDifference], begun: datetime, running: ServiceRuntime) -> int:
    seen = 0
    while batch := list(islice(differences, AT_ONCE)):
        async with running.work(now=begun) as work:
            tickets = await store.read_compared(work.db, {one.order_no for one in batch})
            real = list(_real(batch, tickets, begun - SETTLES_WITHIN))
            rows = [_row(one, tickets.get(one.order_no)) | _seen(work.new_id(), begun) for one in real]
            await store.see(work.db, rows)
        seen += len(real)
    return seen


def _real(
    batch: Iterable[OrderDifference], tickets: dict[str, store.ComparedTicket], since: datetime
) -> Iterator[OrderDifference]:
    """Without what is only on its way: the two lists were not made at the same moment."""
    for one in batch:
        known = tickets.get(one.order_no)
        if known and known.moved_at >= since:
            continue
        if one.kind is DifferenceKind.unknown_here and known:
            if other := not_unknown(one, known.state):
                yield other
        else:
            yield one


def _row(one: OrderDifference, known: store.ComparedTicket | None) -> dict[str, Any]:
    where = {"ticket_id": known.id if known else None, "unit": known.unit if known else None}
    return {"order_no": one.order_no, "kind": one.kind, "ours": one.ours, "theirs": one.theirs} | where


def _seen(new_id: object, at: datetime) -> dict[str, Any]:
    return {"id": new_id, "first_seen_at": at, "last_seen_at": at}


async def _try_later(run: Row[Any], error: str, running: ServiceRuntime) -> None:
    log.warning("reconciliation_failed", day=str(run.day), attempt=run.attempts, error=error)
    last = run.attempts > len(TRIES)
    async with running.work() as work:
        again = work.now if last else work.now + TRIES[run.attempts - 1]
        state = RunState.failed if last else RunState.waiting
        await store.end(work.db, run.day, state=state, next_try_at=again, ended_at=work.now, error=error[:80])
