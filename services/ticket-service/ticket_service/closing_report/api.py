"""The closing report over REST: its text, signature, files and delivery, and the form it is written in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.documents.kinds import DOCX
from gongkai.fields.text import Line
from gongkai.http.access import Takes, staff
from gongkai.http.bodies.uploads import file_answer, receive_file
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep, WorkDep
from gongkai.http.etag import IfMatch, etag
from gongkai.http.router import Router
from gongkai.review.clearing import Clearing
from gongkai.review.views import GateView
from gongkai.runtime.blobs import blob_store_of
from ticket_service.closing_report import store
from ticket_service.closing_report.domain.report_template import LARGEST, ReportEdition
from ticket_service.closing_report.store import report_file
from ticket_service.closing_report.usecases.report import (
    ReportDrafted,
    clear_report,
    file_report,
    judge_report,
    sign_off_report,
)
from ticket_service.closing_report.usecases.report_delivery import send_report_again
from ticket_service.closing_report.usecases.report_template import amend_report_template, checked_form, form_of
from ticket_service.ticket.api.views import OF_TICKET, TicketView, gate_view, ticket_answer, ticket_view
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.domain.needs.of_report import ReportMissing
from ticket_service.ticket.store import tickets

router = Router(prefix=OF_TICKET, tags=["tickets"])


@router.post("/sign-off", guard=staff(*roles(Act.signed_off)), response_model=TicketView)
async def post_sign_off(
    ticket_id: UUID, expected: IfMatch, running: RuntimeDep, actor: ActorDep, response: Response
) -> TicketView:
    """Sign the report that another person wrote: its file is made, the ticket is finished, both go to the hotline."""
    finished = await sign_off_report(ticket_id, expected.version, running, actor)
    response.headers["ETag"] = etag(finished.version)
    return ticket_view(finished, actor)


@router.get("/report/gate", guard=staff("clerk", "head", "office", "secrecy"), response_model=GateView)
async def get_gate(ticket_id: UUID, db: ReadDep, actor: ActorDep) -> dict[str, Any]:
    """What would hold the signature, and what is masked before the hotline reads it."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    return gate_view(await judge_report(ticket, db))


@router.post("/report/clearances", guard=staff("secrecy"), response_model=GateView, status_code=201)
async def post_clearance(ticket_id: UUID, clearing: Clearing, work: WorkDep) -> dict[str, Any]:
    """The secrecy officer lets pieces pass; changed words are held again."""
    return gate_view(await clear_report(ticket_id, clearing.digests, clearing.reason, work))


@router.get("/report/files/{file_id}", guard=staff("clerk", "head", "office", "auditor"), response_class=Response)
async def get_file(
    ticket_id: UUID, file_id: UUID, request: Request, db: ReadDep, actor: ActorDep, running: RuntimeDep
) -> Response:
    """The report as a Word file; the archive's rendition only for the unit that handles the ticket."""
    return await file_answer(request, await report_file(db, ticket_id, file_id, actor), blob_store_of(running))


TEMPLATE: Final = "/api/v1/report-template"
SHOWN: Final = 100

template_router = Router(prefix=TEMPLATE, tags=["report template"])

Edition = Annotated[int | None, Query(ge=0, le=2_147_483_647, description="0: the form that came with the service")]
Name = Annotated[str, Line(200), Query(description="File name; it ends in .docx")]
Reason = Annotated[str, Line(500, least=2), Query(description="Why the form changes")]


@dataclass(frozen=True, slots=True)
class FormArriving:
    """A form on its way in: what it is called, why it changes, and which edition its author had read."""

    request: Request
    name: str
    reason: str
    read: int | None


async def _arriving(request: Request, name: Name, reason: Reason, read: IfMatch) -> FormArriving:
    return FormArriving(request, name, reason, read.version)


class ReportEditionView(BaseModel):
    """One edition in the form's history."""

    model_config = ConfigDict(from_attributes=True)

    edition: int
    name: str
    size: int
    sha256: str
    reason: str
    amended_by_name: str = Field(description="Who changed it")
    amended_at: datetime


@template_router.get("", guard=staff(), response_class=Response, responses={200: {"content": {DOCX.media_type: {}}}})
async def get_form(db: ReadDep, running: RuntimeDep, edition: Edition = None) -> Response:
    """The form as a Word file; its ETag is the edition that a change has to name."""
    form = await form_of(edition, db, running)
    headers = {"ETag": etag(form.edition), "Content-Disposition": f'attachment; filename="form-{form.edition}.docx"'}
    return Response(form.template.document, headers=headers, media_type=DOCX.media_type)


@template_router.put("", guard=staff("office", takes=Takes.stream, largest=LARGEST), response_model=ReportEditionView)
async def put_form(
    arriving: Annotated[FormArriving, Depends(_arriving)], response: Response, running: RuntimeDep, actor: ActorDep
) -> ReportEdition:
    """Make the next edition from the .docx in the body; the refusal of an unfit one tells every fault. It is used from
    the next signature on, and what was signed stays as it was."""
    blobs = blob_store_of(running)
    examined = await receive_file(arriving.request, blobs, name=arriving.name, largest=LARGEST, goes_public=False)
    await checked_form(examined, running)
    async with running.work(actor) as work:
        made = await amend_report_template(examined, arriving.reason, arriving.read, work)
    response.headers["ETag"] = etag(made.edition)
    return made


@template_router.get("/editions", guard=staff(), response_model=list[ReportEditionView])
async def get_editions(db: ReadDep) -> Sequence[ReportEdition]:
    """The newest hundred editions: who changed the form, when and why."""
    return await store.history(db, SHOWN)


@router.put("/report", guard=staff(*roles(Act.report_filed)), response_model=TicketView)
async def put_report(
    ticket_id: UUID, drafted: ReportDrafted, expected: IfMatch, work: WorkDep, response: Response
) -> TicketView:
    """Write the closing report."""
    after = await file_report(ticket_id, drafted, expected.version, work)
    return ticket_answer(after, work.actor, response)


@router.post("/report/delivery", guard=staff(*roles(Act.report_sent_again)), response_model=TicketView)
async def post_delivery(ticket_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> TicketView:
    """Send a report, or its file, again that could not be delivered."""
    return ticket_answer(await send_report_again(ticket_id, expected.version, work), work.actor, response)
