"""What citizens sent along lies at the hotline: each file is fetched, examined and kept, soon after its order came."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

import structlog

from gongkai.documents.examined import ExaminedFile
from gongkai.files import file_index
from gongkai.refusals import Refusal
from gongkai.runtime.service import Running
from ticket_service.attachments.domain.case_file import FileKind
from ticket_service.attachments.domain.incoming_file import FetchState, Hindrance, IncomingFile, NotFetched
from ticket_service.attachments.store import incoming_files

log = structlog.get_logger(__name__)

AT_ONCE: Final = 6
LEASE: Final = timedelta(minutes=10)
"""Longer than fetching and examining can last; a worker that dies lets go of its files after it."""

Fetch = Callable[[Running, IncomingFile], Awaitable[ExaminedFile]]
"""Brings a file into the vault; raises `NotFetched`, or the refusal of a file that may not be kept."""


async def fetch_due_files(running: Running, fetch: Fetch) -> int:
    """One round: claim, fetch outside any transaction, record. Returns how many the hotline answered for: while none
    can be reached, the next round comes after a pause."""
    now = running.timepiece.now()
    async with running.engine.begin() as db:
        claimed = await incoming_files.claim(db, now, LEASE, AT_ONCE)
    ended = await asyncio.gather(*(_take(one, running, fetch) for one in claimed), return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return sum(one is not FetchState.waiting for one in ended)


async def _take(one: IncomingFile, running: Running, fetch: Fetch) -> FetchState:
    try:
        if one.is_fatal:
            raise NotFetched(Hindrance.unended)
        after = await _keep(one, await fetch(running, one), running)
    except Refusal as refusal:
        after = await _note(one, one.refused(refusal, running.timepiece.now()), running)
    except NotFetched as why:
        after = await _note(one, one.missed(why, running.timepiece.now()), running)
    log.info("attachment_tried", id=str(one.id), attempt=one.tries, state=after.state, code=after.reason)
    return after.state


async def _keep(one: IncomingFile, examined: ExaminedFile, running: Running) -> IncomingFile:
    """Put it on the ticket's shelf. If the process dies before, the vault has an object too many, and that is all."""
    async with running.work() as work:
        if not await incoming_files.still_claimed(work.db, one):
            return one
        stored = await file_index.add(work, one.ticket_id, FileKind.from_hotline.value, examined)
        after = one.fetched(stored.id, work.now)
        await incoming_files.save(work.db, after)
        work.audit("ticket.file_fetched", str(one.ticket_id), file=str(stored.id), sha256=stored.sha256)
    return after


async def _note(one: IncomingFile, after: IncomingFile, running: Running) -> IncomingFile:
    async with running.work() as work:
        if await incoming_files.still_claimed(work.db, one):
            await incoming_files.save(work.db, after)
    return after
