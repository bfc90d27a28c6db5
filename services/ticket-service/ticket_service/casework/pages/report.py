"""The closing report at the case page: looked at as a file, let pass, signed, and saved."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from fastapi import Request, Response

from gongkai.desk.forms import read_form
from gongkai.documents.kinds import DOCX
from gongkai.files.blob_store import vault_of
from gongkai.http.access import staff
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.router import Router
from gongkai.unit_of_work import Work
from ticket_service.casework.pages.case import PREFIX, READERS, AtDesk
from ticket_service.closing_report.store import report_file
from ticket_service.closing_report.usecases.report import TypedClearing, clear_report, preview_report, sign_off_report
from ticket_service.ticket.domain.lifecycle import Act, roles

NAME: Final = "preview.docx"

router = Router(prefix=PREFIX, include_in_schema=False)


@router.post("/{ticket_id}/sign-off", guard=staff(*roles(Act.signed_off)))
async def post_sign_off(desk: AtDesk) -> Response:
    """The signature under the report."""

    async def sign(_: Mapping[str, str], version: int | None) -> None:
        await sign_off_report(desk.ticket_id, version, desk.running, desk.actor)

    return await desk.attempt("sign-off", sign)


@router.post("/{ticket_id}/clearances", guard=staff(*roles(Act.marks_cleared)))
async def post_clearance(desk: AtDesk) -> Response:
    """The secrecy officer lets pass what holds the report, as the page showed it."""

    async def clear(typed: Mapping[str, str], _: int | None, work: Work) -> None:
        clearing = read_form(TypedClearing, typed)
        await clear_report(desk.ticket_id, clearing.digests.split(), clearing.reason, work)

    return await desk.act("clearances", clear)


@router.get(f"/{{ticket_id}}/report/{NAME}", guard=staff(*roles(Act.report_filed)))
async def get_preview(ticket_id: UUID, db: ReadDep, actor: ActorDep, running: RunningDep) -> Response:
    """The hotline's rendition as it would be signed now, without signature."""
    content = await preview_report(ticket_id, db, actor, running)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=DOCX.media_type)


@router.get("/{ticket_id}/report/files/{file_id}", guard=READERS)
async def get_file(
    ticket_id: UUID, file_id: UUID, request: Request, db: ReadDep, actor: ActorDep, running: RunningDep
) -> Response:
    """A signed file, for those who may read it."""
    return await file_answer(request, await report_file(db, ticket_id, file_id, actor), vault_of(running))
