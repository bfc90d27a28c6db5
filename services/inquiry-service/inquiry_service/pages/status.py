"""The status page: receipt number and query code in, where the question is in words out."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.web.access import AccessTable, public
from gongkai.web.clock_face import face
from gongkai.web.dependencies import NowDep, PagesDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.limits import asker
from gongkai.web.problems import status_of
from gongkai.web.render import Pages, field_errors
from inquiry_service.domain.question import REPLY_WITHIN
from inquiry_service.usecases.counter import counter_of
from inquiry_service.usecases.look_up import TypedReceipt, look_up

router = APIRouter(include_in_schema=False)
access: AccessTable = {("GET", "/status"): public(), ("POST", "/status"): public()}


@router.get("/status")
async def status_form(request: Request, pages: PagesDep) -> HTMLResponse:
    """The form."""
    return _form(request, pages, {})


@router.post("/status")
async def post_status(request: Request, running: RunningDep, now: NowDep, pages: PagesDep) -> HTMLResponse:
    """Where the question is; the number and the code stay out of the address."""
    counter = counter_of(running)
    typed = await typed_in(request)
    try:
        counter.lookups.take(asker(request))
        status = await look_up(read_form(TypedReceipt, typed), counter.codes, running)
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    clock = face(status.reading, REPLY_WITHIN, running.calendar, now)
    return pages.render(request, "status.html", status=status, clock=clock, unit_name=name_of)


def _form(request: Request, pages: Pages, typed: Mapping[str, Any], refusal: Refusal | None = None) -> HTMLResponse:
    return pages.render(
        request,
        "status_form.html",
        status_code=status_of(refusal) if refusal else 200,
        form=typed,
        errors=field_errors(refusal.points) if refusal else {},
        refusal=refusal,
    )
