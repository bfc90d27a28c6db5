"""The files of a case at the desk: what came with the order, what the unit added, and the forms for them."""

from typing import Any, Final
from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.forms import typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.documents.kinds import ALLOWED, ALLOWED_WORDS, MP4
from gongkai.documents.refusals import FileUnknown
from gongkai.http.access import Takes, staff
from gongkai.http.bodies.uploads import FORM_AROUND, file_answer
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.refusals import Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from ticket_service.attachments import store
from ticket_service.attachments.domain import CaseFile, FileOrigin, FileState
from ticket_service.attachments.usecases import (
    add_case_file,
    fetch_again,
    read_case_file,
    refuse_early,
    remove_case_file,
)
from ticket_service.ticket.domain.readers import ticket_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.pages import uploaded_file
from ticket_service.ticket.store import tickets

CASE: Final = "/desk/tickets/{ticket_id}"
HERE: Final = f"{CASE}/files"
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")
LARGEST: Final = MP4.largest
STATES: Final = {
    FileState.waiting: ("yellow", "正在向热线获取"),
    FileState.fetched: ("met", "已获取"),
    FileState.refused: ("overdue", "未收下"),
    FileState.failed: ("red", "没取到"),
    FileState.at_hotline: ("none", "存于热线"),
    FileState.kept: ("met", "本单位上传"),
}

router = Router(include_in_schema=False)


async def shown_files(db: AsyncConnection, ticket: Ticket, reader: Actor) -> list[dict[str, Any]]:
    """The files of a case as `files_panel.html` shows them."""
    here = HERE.format(ticket_id=ticket.id)
    changes = may_change(ticket, reader)
    return [_line(one, here, ticket, reader, changes) for one in await store.files_of(db, ticket, reader)]


def may_change(ticket: Ticket, reader: Actor) -> bool:
    """Whether this person gets to see the form; the rule itself stands in the domain."""
    return HANDLERS.admits(reader) and reader.unit == ticket.unit and ticket.is_open


def upload_facts(ticket: Ticket, reader: Actor) -> dict[str, Any]:
    """What the panel needs besides its files."""
    return {
        "files_here": HERE.format(ticket_id=ticket.id),
        "files_change": may_change(ticket, reader),
        "files_allowed": ALLOWED_WORDS,
        "files_accept": ",".join(ALLOWED),
    }


@router.get(HERE, guard=READERS)
async def files_page(ticket_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """The list and the form, on a page of their own."""
    return await _page(request, pages, await tickets.ticket_of(db, ticket_id, actor.only_unit), db)


@router.post(HERE, guard=staff("clerk", "head", "office", takes=Takes.stream, largest=LARGEST + FORM_AROUND))
async def post_file(
    ticket_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """One more file."""
    try:
        await refuse_early(ticket_id, running, actor)
        sent = await uploaded_file(request, running, LARGEST)
        async with running.work(actor) as work:
            await add_case_file(ticket_id, sent.examined, work)
    except Refusal as refusal:
        return await _refused(ticket_id, request, pages, refusal)
    return _back(ticket_id)


@router.get(f"{HERE}/{{file_id}}", guard=HANDLERS)
async def get_file(ticket_id: UUID, file_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep) -> Response:
    """A file to take away; that it was is written down."""
    async with running.work(actor) as work:
        stored = await read_case_file(ticket_id, file_id, work)
    return await file_answer(request, stored, blob_store_of(running))


@router.get(f"{HERE}/{{file_id}}/removal", guard=HANDLERS)
async def removal_page(
    ticket_id: UUID, file_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep
) -> HTMLResponse:
    """Asked once more."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    files = await shown_files(db, ticket, actor)
    found = next((one for one in files if one["file_id"] == file_id and one["removal"]), None)
    if found is None:
        raise FileUnknown("没有这个文件，或不能删除。")
    return pages.render(
        request, "file_removal.html", ticket=ticket, file=found, files_here=HERE.format(ticket_id=ticket_id)
    )


@router.post(f"{HERE}/{{file_id}}/removal", guard=HANDLERS)
async def post_removal(
    ticket_id: UUID, file_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Take it out."""
    await typed_in(request)
    try:
        async with running.work(actor) as work:
            await remove_case_file(ticket_id, file_id, work)
    except Refusal as refusal:
        return await _refused(ticket_id, request, pages, refusal)
    return _back(ticket_id)


@router.post(f"{HERE}/{{incoming_id}}/fetch", guard=HANDLERS)
async def post_fetch(
    ticket_id: UUID, incoming_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Ask the hotline once more."""
    await typed_in(request)
    try:
        async with running.work(actor) as work:
            await fetch_again(ticket_id, incoming_id, work)
    except Refusal as refusal:
        return await _refused(ticket_id, request, pages, refusal)
    running.to_timers.set()
    return _back(ticket_id)


def _line(one: CaseFile, here: str, ticket: Ticket, reader: Actor, changes: bool) -> dict[str, Any]:
    colour, words = STATES[one.state]
    asks_again = one.state is FileState.failed and HANDLERS.admits(reader) and reader.unit == ticket.unit
    reads = one.file_id and HANDLERS.admits(reader)
    return {
        "name": one.name,
        "file_id": one.file_id,
        "href": f"{here}/{one.file_id}" if reads else "",
        "media_type": one.media_type,
        "size": one.size,
        "virus_checked": one.virus_checked,
        "colour": colour,
        "state": words,
        "detail": one.detail or "",
        "tries": one.tries,
        "next_try_at": one.next_try_at,
        "at": one.at,
        "removal": f"{here}/{one.file_id}/removal" if changes and one.kind is FileOrigin.case_file else "",
        "again": f"{here}/{one.incoming_id}/fetch" if asks_again else "",
    }


async def _page(
    request: Request, pages: Pages, ticket: Ticket, db: AsyncConnection, refusal: Refusal | None = None
) -> HTMLResponse:
    actor: Actor = request.state.actor
    return pages.render(
        request,
        "case_files.html",
        status_code=status_of(refusal) if refusal else 200,
        ticket=ticket_for(ticket, actor.unit),
        files=await shown_files(db, ticket, actor),
        errors=field_errors(refusal.points) if refusal else {},
        refused=refusal.detail if refusal else "",
        **upload_facts(ticket, actor),
    )


async def _refused(ticket_id: UUID, request: Request, pages: Pages, refusal: Refusal) -> HTMLResponse:
    running: ServiceRuntime = request.app.state.running
    actor: Actor = request.state.actor
    async with running.reading() as db:
        ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
        return await _page(request, pages, ticket, db, refusal)


def _back(ticket_id: UUID) -> Response:
    return RedirectResponse(f"{HERE.format(ticket_id=ticket_id)}", 303)
