"""The form of the closing report over REST: the .docx itself, its editions, and the next one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.files.kinds import DOCX
from gongkai.files.vault import vault_of
from gongkai.web.access import AccessTable, Takes, staff
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.web.etag import IfMatch, etag
from gongkai.web.text import Line
from gongkai.web.uploads import received
from ticket_service.domain.report_edition import ReportEdition
from ticket_service.domain.report_template import LARGEST
from ticket_service.store import report_forms
from ticket_service.usecases.amend_report_template import amend_report_template, checked_form
from ticket_service.usecases.report_templates import form_of

HERE: Final = "/api/v1/report-template"
SHOWN: Final = 100

router = APIRouter(prefix=HERE, tags=["report template"])
access: AccessTable = {
    ("GET", HERE): staff(),
    ("PUT", HERE): staff("office", takes=Takes.stream, largest=LARGEST),
    ("GET", f"{HERE}/editions"): staff(),
}

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


@router.get("", response_class=Response, responses={200: {"content": {DOCX.media_type: {}}}})
async def get_form(db: ReadDep, running: RunningDep, edition: Edition = None) -> Response:
    """The form as a Word file; its ETag is the edition that a change has to name."""
    form = await form_of(edition, db, running)
    headers = {"ETag": etag(form.edition), "Content-Disposition": f'attachment; filename="form-{form.edition}.docx"'}
    return Response(form.template.document, headers=headers, media_type=DOCX.media_type)


@router.put("", response_model=ReportEditionView)
async def put_form(
    arriving: Annotated[FormArriving, Depends(_arriving)], response: Response, running: RunningDep, actor: ActorDep
) -> ReportEdition:
    """Make the next edition from the .docx in the body; the refusal of an unfit one tells every fault. It is used from
    the next signature on, and what was signed stays as it was."""
    vault = vault_of(running)
    examined = await received(arriving.request, vault, name=arriving.name, largest=LARGEST, goes_public=False)
    await checked_form(examined, running)
    async with running.work(actor) as work:
        made = await amend_report_template(examined, arriving.reason, arriving.read, work)
    response.headers["ETag"] = etag(made.edition)
    return made


@router.get("/editions", response_model=list[ReportEditionView])
async def get_editions(db: ReadDep) -> Sequence[ReportEdition]:
    """The newest hundred editions: who changed the form, when and why."""
    return await report_forms.history(db, SHOWN)
