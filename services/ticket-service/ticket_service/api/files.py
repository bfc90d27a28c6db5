"""The files of a case over REST: what came with the order, and what the unit that handles it adds."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.files.kinds import MP4
from gongkai.files.vault import vault_of
from gongkai.web.access import AccessTable, Takes, staff
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep, WorkDep
from gongkai.web.text import Line
from gongkai.web.uploads import file_answer, received
from ticket_service.domain.case_file import CaseFile, FileKind, FileState
from ticket_service.store import case_files, tickets
from ticket_service.usecases.add_case_file import add_case_file, refuse_early
from ticket_service.usecases.fetch_again import fetch_again
from ticket_service.usecases.read_case_file import read_case_file
from ticket_service.usecases.remove_case_file import remove_case_file

HERE: Final = "/api/v1/tickets/{ticket_id}/files"
LARGEST: Final = MP4.largest
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
HANDLERS: Final = staff("clerk", "head", "office")

router = APIRouter(prefix=HERE, tags=["tickets"])
access: AccessTable = {
    ("GET", HERE): READERS,
    ("PUT", HERE): staff("clerk", "head", "office", takes=Takes.stream, largest=LARGEST),
    ("GET", f"{HERE}/{{file_id}}"): HANDLERS,
    ("DELETE", f"{HERE}/{{file_id}}"): HANDLERS,
    ("POST", f"{HERE}/{{incoming_id}}/fetch"): HANDLERS,
}

Name = Annotated[str, Line(200), Query(description="File name; its ending says what it is")]


class CaseFileView(BaseModel):
    """One file of a case."""

    model_config = ConfigDict(from_attributes=True)

    kind: FileKind = Field(description="from_hotline: came with the order; case_file: the unit added it")
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


@router.get("", response_model=list[CaseFileView])
async def get_files(ticket_id: UUID, db: ReadDep, actor: ActorDep) -> list[CaseFile]:
    """All files of the case, and how far those of the hotline have come."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    return await case_files.files_of(db, ticket, actor)


@router.put("", status_code=201, response_model=list[CaseFileView])
async def put_file(ticket_id: UUID, name: Name, request: Request, running: RunningDep, actor: ActorDep) -> Any:
    """Add a file, sent as the whole body; it is examined before it is kept. The same file again changes nothing."""
    await refuse_early(ticket_id, running, actor)
    examined = await received(request, vault_of(running), name=name, largest=LARGEST, goes_public=False)
    async with running.work(actor) as work:
        await add_case_file(ticket_id, examined, work)
        ticket = await tickets.ticket_of(work.db, ticket_id, actor.only_unit)
        return await case_files.files_of(work.db, ticket, actor)


@router.get("/{file_id}", response_class=Response)
async def get_file(ticket_id: UUID, file_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """The file itself, only for the unit that handles the ticket; that it was taken away is written down."""
    async with running.work(actor) as work:
        stored = await read_case_file(ticket_id, file_id, work)
    return await file_answer(request, stored, vault_of(running))


@router.delete("/{file_id}", status_code=204)
async def delete_file(ticket_id: UUID, file_id: UUID, work: WorkDep) -> None:
    """Take out what the unit added, before the report is signed."""
    await remove_case_file(ticket_id, file_id, work)


@router.post("/{incoming_id}/fetch", status_code=202)
async def post_fetch(ticket_id: UUID, incoming_id: UUID, running: RunningDep, actor: ActorDep) -> None:
    """Fetch an attachment once more that was given up."""
    async with running.work(actor) as work:
        await fetch_again(ticket_id, incoming_id, work)
    running.to_timers.set()
