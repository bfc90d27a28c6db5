"""The form of the closing report at the desk: taken away, mended in Word, looked at with an invented case, saved."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gongkai.actor import Actor
from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form
from gongkai.desk.render import Pages, PagesDep
from gongkai.documents.kinds import DOCX
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line
from gongkai.http.access import Takes, staff
from gongkai.http.bodies.uploads import FORM_AROUND
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import SHANGHAI
from ticket_service.closing_report import store
from ticket_service.closing_report.domain.report_template import (
    LARGEST,
    PLACEHOLDERS_IN_WORDS,
    ReportTemplate,
    bundled_form,
    invented_case,
)
from ticket_service.closing_report.usecases.report_template import (
    STARTED_WITH,
    amend_report_template,
    checked_form,
    form_of,
)
from ticket_service.ticket.pages import UploadedFile, uploaded_file

HERE: Final = "/desk/report-template"
OFFICE: Final = staff("office")
SHOWN: Final = 50
PREVIEW: Final = "preview"
INVENTED_AT: Final = datetime(2024, 10, 9, 16, 30, tzinfo=SHANGHAI)
Edition = Annotated[int, Path(ge=0, le=2_147_483_647)]

router = Router(prefix=HERE, include_in_schema=False)


class TypedReason(Body):
    """What stands beside the file."""

    reason: Annotated[str, Line(500, least=2), Input("修改理由", "保存时填写，预览时不必填")]


FIELDS: Final = FormFields.of(TypedReason)


@router.get("", guard=staff())
async def template_page(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """Which edition holds, what the placeholders mean, and who changed it when and why."""
    return await _page(request, running, actor, pages, {})


@router.post("", guard=staff("office", takes=Takes.stream, largest=LARGEST + FORM_AROUND))
async def post_form(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> Response:
    """Look at a form with the invented case, or make it the next edition."""
    typed: Mapping[str, str] = {}
    try:
        sent = await uploaded_file(request, running, LARGEST)
        typed = sent.typed
        template = await checked_form(sent.examined, running)
        if typed.get("act") == PREVIEW:
            return await _filled(template, "preview.docx")
        await _save(sent, running, actor)
    except Refusal as refusal:
        return await _page(request, running, actor, pages, typed, refusal)
    return RedirectResponse(HERE, 303)


@router.get("/bundled.docx", guard=staff())
async def get_bundled() -> Response:
    """The form that comes with the service, to begin from."""
    return _docx(bundled_form(), "bundled.docx")


@router.get("/editions/{edition}/form.docx", guard=staff())
async def get_form(edition: Edition, db: ReadDep, running: RuntimeDep) -> Response:
    """An edition, to be mended in Word."""
    form = await form_of(edition, db, running)
    return _docx(form.template.document, f"form-{form.edition}.docx")


@router.get("/editions/{edition}/preview.docx", guard=staff())
async def get_preview(edition: Edition, db: ReadDep, running: RuntimeDep) -> Response:
    """An edition, filled in with the invented case."""
    return await _filled((await form_of(edition, db, running)).template, f"preview-{edition}.docx")


async def _save(sent: UploadedFile, running: ServiceRuntime, actor: Actor) -> None:
    typed = read_form(TypedReason, sent.typed)
    version = sent.typed.get("version", "")
    read = int(version) if version.isdecimal() and len(version) < 10 else -1
    async with running.work(actor) as work:
        await amend_report_template(sent.examined, typed.reason, read, work)


async def _page(
    request: Request,
    running: ServiceRuntime,
    actor: Actor,
    pages: Pages,
    typed: Mapping[str, str],
    refusal: Refusal | None = None,
) -> HTMLResponse:
    async with running.reading() as db:
        history = await store.history(db, SHOWN)
    shown: dict[str, Any] = {
        "held": history[0] if history else None,
        "edition": history[0].edition if history else STARTED_WITH,
        "history": history,
        "placeholders": PLACEHOLDERS_IN_WORDS,
        "may_amend": OFFICE.admits(actor),
        "form": typed,
        "errors": _errors(refusal),
        "faults": [point.detail for point in refusal.points] if refusal else [],
        "refusal": refusal,
        "conflict": isinstance(refusal, ChangedMeanwhile),
        "labels": {"file": "模板文件", **FIELDS.labels},
        "fields": FIELDS.fields,
        "preview": PREVIEW,
        "accept": DOCX.suffix,
    }
    status = status_of(refusal) if refusal else 200
    return pages.render(request, "report_template.html", status_code=status, **shown)


def _errors(refusal: Refusal | None) -> dict[str, str]:
    """By field, the first fault of each; all of a file's faults are listed beside."""
    found: dict[str, str] = {}
    for point in refusal.points if refusal else ():
        found.setdefault(point.pointer.strip("/"), point.detail)
    return found


async def _filled(template: ReportTemplate, name: str) -> Response:
    return _docx(await asyncio.to_thread(template.render, invented_case(), INVENTED_AT), name)


def _docx(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=DOCX.media_type)
