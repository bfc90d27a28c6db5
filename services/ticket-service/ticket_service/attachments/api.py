"""The files of a case over REST: what came with the order, and what the unit that handles it adds."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.documents.kinds import MP4
from gongkai.fields.text import Line
from gongkai.http.access import Takes, staff
from gongkai.http.bodies.uploads import file_answer, receive_file
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep, WorkDep
from gongkai.http.router import Router
from gongkai.runtime.blobs import blob_store_of
from ticket_service.attachments import store
from ticket_service.attachments.domain import CaseFile, FileOrigin, FileState
from ticket_service.attachments.usecases import (
    add_case_file,
    fetch_again,
    read_case_file,
    refuse_early,
    remove_case_file,
)
from ticket_service.ticket.store import tickets

HERE: Final = "/api/v1/tickets/{ticket_id}/files"
LARGEST: Final = MP4.largest
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")

router = Router(prefix=HERE, tags=["tickets"])

Name = Annotated[str, Line(200), Query(description="File name; its ending says what it is")]


class CaseFileView(BaseModel):
    """One file of a case."""

    model_config = ConfigDict(from_attributes=True)

    kind: FileOrigin = Field(description="from_hotline: came with the order; case_file: the unit added it")
    name: str = Field(description="Masked for everybody but the unit that handles the ticket")
    state: FileState = Field(description="waiting | fetched | refused | failed | at_hotline | kept")
    file_id: UUID | None = Field(description="To take it away by; none where there are no bytes for you")
    incoming_id: UUID | None = Field(description="To fetch it again by")
    media_type: str
    size: int
    sha256: str
    virus_checked: bool = Field(description="Whether a virus scanner looked at it and found nothing")
    reason: str | None = Field(description="Why it is not here: a code of its refusal, or of what was in the way")
    detail: str | None = Field(description="The same in words")
    tries: int
    next_try_at: datetime | None
    at: datetime | None


@router.get("", guard=READERS, response_model=list[CaseFileView])
async def get_files(ticket_id: UUID, db: ReadDep, actor: ActorDep) -> list[CaseFile]:
    """All files of the case, and how far those of the hotline have come."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    return await store.files_of(db, ticket, actor)


@router.put(
    "",
    guard=staff("clerk", "head", "office", takes=Takes.stream, largest=LARGEST),
    status_code=201,
    response_model=list[CaseFileView],
)
async def put_file(ticket_id: UUID, name: Name, request: Request, running: RuntimeDep, actor: ActorDep) -> Any:
    """Add a file, sent as the whole body; it is examined before it is kept. The same file again changes nothing."""
    await refuse_early(ticket_id, running, actor)
    examined = await receive_file(request, blob_store_of(running), name=name, largest=LARGEST, goes_public=False)
    async with running.work(actor) as work:
        await add_case_file(ticket_id, examined, work)
        ticket = await tickets.ticket_of(work.db, ticket_id, actor.only_unit)
        return await store.files_of(work.db, ticket, actor)


@router.get("/{file_id}", guard=HANDLERS, response_class=Response)
async def get_file(ticket_id: UUID, file_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep) -> Response:
    """The file itself, only for the unit that handles the ticket; that it was taken away is written down."""
    async with running.work(actor) as work:
        stored = await read_case_file(ticket_id, file_id, work)
    return await file_answer(request, stored, blob_store_of(running))


@router.delete("/{file_id}", guard=HANDLERS, status_code=204)
async def delete_file(ticket_id: UUID, file_id: UUID, work: WorkDep) -> None:
    """Take out what the unit added, before the report is signed."""
    await remove_case_file(ticket_id, file_id, work)


@router.post("/{incoming_id}/fetch", guard=HANDLERS, status_code=202)
async def post_fetch(ticket_id: UUID, incoming_id: UUID, running: RuntimeDep, actor: ActorDep) -> None:
    """Fetch an attachment once more that was given up."""
    async with running.work(actor) as work:
        await fetch_again(ticket_id, incoming_id, work)
    running.to_timers.set()
