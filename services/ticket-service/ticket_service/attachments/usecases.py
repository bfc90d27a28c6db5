"""Add, read and remove files of a case; fetch those that citizens sent along."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from gongkai.actor import Actor
from gongkai.documents.examined import ExaminedFile
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from ticket_service.attachments import store
from ticket_service.attachments.domain import (
    MOST,
    FetchState,
    FileOrigin,
    Hindrance,
    IncomingFile,
    NotFetched,
    NotOfThisUnit,
    TooManyFiles,
    refuse_change,
)
from ticket_service.ticket.store import tickets


async def refuse_early(ticket_id: UUID, running: ServiceRuntime, actor: Actor) -> None:
    """Before a file is taken in, so that nobody sends 100 MB in vain."""
    async with running.reading() as db:
        refuse_change(await tickets.ticket_of(db, ticket_id, actor.only_unit), actor.unit)


async def add_case_file(ticket_id: UUID, examined: ExaminedFile, work: Work) -> StoredFile:
    """Put an examined file on the ticket's shelf; the same file under the same name is there once."""
    ticket = await store.to_change(work.db, ticket_id, work.actor)
    there = await store.files_of_unit(work.db, ticket.id)
    for one in there:
        if (one.name, one.sha256) == (examined.name, examined.sha256):
            return one
    if len(there) >= MOST:
        raise TooManyFiles(f"一个办件最多上传{MOST}个文件。")
    stored = await file_index.add(work, ticket.id, FileOrigin.case_file.value, examined)
    work.audit("ticket.file_added", str(ticket.id), file=str(stored.id), sha256=stored.sha256)
    return stored


async def read_case_file(ticket_id: UUID, file_id: UUID, work: Work) -> StoredFile:
    """What a citizen or a merchant handed in is personal data."""
    stored = await store.readable(work.db, ticket_id, file_id, work.actor)
    work.audit("ticket.file_read", str(ticket_id), file=str(stored.id), sha256=stored.sha256)
    return stored


async def remove_case_file(ticket_id: UUID, file_id: UUID, work: Work) -> None:
    """Only before the report is signed."""
    ticket = await store.to_change(work.db, ticket_id, work.actor)
    stored = next((one for one in await store.files_of_unit(work.db, ticket.id) if one.id == file_id), None)
    if stored is None:
        raise FileUnknown("没有这个文件，或它随工单而来，不能删除。")
    await file_index.remove(work, stored.id)
    work.audit("ticket.file_removed", str(ticket.id), file=str(stored.id), sha256=stored.sha256)


log = structlog.get_logger(__name__)

AT_ONCE: Final = 6
LEASE: Final = timedelta(minutes=10)
"""Longer than fetching and examining can last; a worker that dies lets go of its files after it."""

Fetch = Callable[[ServiceRuntime, IncomingFile], Awaitable[ExaminedFile]]
"""Brings a file into the vault; raises `NotFetched`, or the refusal of a file that may not be kept."""


async def fetch_due_files(running: ServiceRuntime, fetch: Fetch) -> int:
    """One round: claim, fetch outside any transaction, record. Returns how many the hotline answered for: while none
    can be reached, the next round comes after a pause."""
    now = running.timepiece.now()
    async with running.engine.begin() as db:
        claimed = await store.claim(db, now, LEASE, AT_ONCE)
    ended = await asyncio.gather(*(_take(one, running, fetch) for one in claimed), return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return sum(one is not FetchState.waiting for one in ended)


async def _take(one: IncomingFile, running: ServiceRuntime, fetch: Fetch) -> FetchState:
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


async def _keep(one: IncomingFile, examined: ExaminedFile, running: ServiceRuntime) -> IncomingFile:
    """Put it on the ticket's shelf. If the process dies before, the vault has an object too many, and that is all."""
    async with running.work() as work:
        if not await store.still_claimed(work.db, one):
            return one
        stored = await file_index.add(work, one.ticket_id, FileOrigin.from_hotline.value, examined)
        after = one.fetched(stored.id, work.now)
        await store.save(work.db, after)
        work.audit("ticket.file_fetched", str(one.ticket_id), file=str(stored.id), sha256=stored.sha256)
    return after


async def _note(one: IncomingFile, after: IncomingFile, running: ServiceRuntime) -> IncomingFile:
    async with running.work() as work:
        if await store.still_claimed(work.db, one):
            await store.save(work.db, after)
    return after


async def fetch_again(ticket_id: UUID, incoming_id: UUID, work: Work) -> IncomingFile:
    """Also of a ticket that is over: what the citizen sent belongs to its record."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if work.actor.unit != ticket.unit:
        raise NotOfThisUnit("只有承办单位可以重新获取附件。")
    found = (await store.lock_incoming(work.db, ticket.id, incoming_id)).again(work.now)
    await store.save(work.db, found)
    work.audit("ticket.file_asked_again", str(ticket.id), incoming=str(found.id))
    return found
