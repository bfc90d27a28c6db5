"""The closing report as a file: looked at before it is signed, saved afterwards."""

from typing import Final
from uuid import UUID

from fastapi import Request, Response

from gongkai.documents.kinds import DOCX
from gongkai.http.access import staff
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.router import Router
from gongkai.runtime.blobs import blob_store_of
from ticket_service.closing_report.store import report_file
from ticket_service.closing_report.usecases.report import preview_report
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.pages import CASE_READERS, CASES

NAME: Final = "preview.docx"

router = Router(prefix=CASES, include_in_schema=False)


@router.get(f"/{{ticket_id}}/report/{NAME}", guard=staff(*roles(Act.report_filed)))
async def get_preview(ticket_id: UUID, db: ReadDep, actor: ActorDep, running: RuntimeDep) -> Response:
    """The hotline's rendition as it would be signed now, without signature."""
    content = await preview_report(ticket_id, db, actor, running)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=DOCX.media_type)


@router.get("/{ticket_id}/report/files/{file_id}", guard=CASE_READERS)
async def get_file(
    ticket_id: UUID, file_id: UUID, request: Request, db: ReadDep, actor: ActorDep, running: RuntimeDep
) -> Response:
    """A signed file, for those who may read it."""
    return await file_answer(request, await report_file(db, ticket_id, file_id, actor), blob_store_of(running))
