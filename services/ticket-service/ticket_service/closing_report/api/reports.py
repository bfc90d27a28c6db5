"""The closing report over REST: what holds it, its signature, its files."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from gongkai.http.access import AccessTable, staff
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep, WorkDep
from gongkai.http.etag import IfMatch, etag
from gongkai.review.views import GateView
from gongkai.runtime.blobs import blob_store_of
from ticket_service.closing_report.store.report_files import report_file
from ticket_service.closing_report.usecases.clear_report import ReportClearing, clear_report
from ticket_service.closing_report.usecases.judge_report import judge_report
from ticket_service.closing_report.usecases.sign_off_report import sign_off_report
from ticket_service.ticket.api.views import TicketView, gate, whole
from ticket_service.ticket.domain.ticket import ReportMissing
from ticket_service.ticket.store import tickets

HERE: Final = "/api/v1/tickets/{ticket_id}"

router = APIRouter(prefix=HERE, tags=["tickets"])
access: AccessTable = {
    ("POST", f"{HERE}/sign-off"): staff("head", "office"),
    ("GET", f"{HERE}/report/gate"): staff("clerk", "head", "office", "secrecy"),
    ("POST", f"{HERE}/report/clearances"): staff("secrecy"),
    ("GET", f"{HERE}/report/files/{{file_id}}"): staff("clerk", "head", "office", "auditor"),
}


@router.post("/sign-off", response_model=TicketView)
async def post_sign_off(
    ticket_id: UUID, expected: IfMatch, running: RunningDep, actor: ActorDep, response: Response
) -> TicketView:
    """Sign the report that another person wrote: its file is made, the ticket is finished, both go to the hotline."""
    finished = await sign_off_report(ticket_id, expected.version, running, actor)
    response.headers["ETag"] = etag(finished.version)
    return whole(finished, actor)


@router.get("/report/gate", response_model=GateView)
async def get_gate(ticket_id: UUID, db: ReadDep, actor: ActorDep) -> dict[str, Any]:
    """What would hold the signature, and what is masked before the hotline reads it."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    return gate(await judge_report(ticket, db))


@router.post("/report/clearances", response_model=GateView, status_code=201)
async def post_clearance(ticket_id: UUID, clearing: ReportClearing, work: WorkDep) -> dict[str, Any]:
    """The secrecy officer lets pieces pass; changed words are held again."""
    return gate(await clear_report(ticket_id, clearing.digests, clearing.reason, work))


@router.get("/report/files/{file_id}", response_class=Response)
async def get_file(
    ticket_id: UUID, file_id: UUID, request: Request, db: ReadDep, actor: ActorDep, running: RunningDep
) -> Response:
    """The report as a Word file; the archive's rendition only for the unit that handles the ticket."""
    return await file_answer(request, await report_file(db, ticket_id, file_id, actor), blob_store_of(running))
