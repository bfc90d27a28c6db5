"""The status page: receipt number and query code in, where the question is in words out; rating, and asking again."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from gongkai.desk.clock_face import face
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from inquiry_service.question.domain.question import RATING_WORDS
from inquiry_service.question.store.matters import matters
from inquiry_service.receipts.domain.lookup import NothingFound
from inquiry_service.receipts.domain.receipt import ReceiptUnfit
from inquiry_service.receipts.domain.status import QuestionStatus
from inquiry_service.receipts.usecases.follow_up import (
    TypedRating,
    TypedReceipt,
    TypedReopening,
    look_up,
    rate_answer,
    reopen_question,
)
from inquiry_service.receipts.usecases.intake import PublicIntake

router = Router(include_in_schema=False)
RECEIPT: Final = ("receipt_no", "query_code")


@router.get("/status", guard=public())
async def status_form(request: Request, pages: PagesDep) -> HTMLResponse:
    """The form."""
    return _form(request, pages, {})


@router.post("/status", guard=public())
async def post_status(request: Request, running: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Where the question is; the number and the code stay out of the address."""
    intake = running.resources.get(PublicIntake)
    typed = await typed_in(request)
    try:
        intake.lookups.take(client_address(request))
        status = await look_up(read_form(TypedReceipt, typed), intake.codes, running)
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    return _shown(request, pages, running, status, typed)


@router.post("/status/rating", guard=public())
async def post_rating(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """The survey, and the page again."""
    typed = await typed_in(request)

    async def do() -> QuestionStatus:
        return await rate_answer(read_form(TypedRating, typed), actor, running)

    return await _followed_up(request, running, pages, typed, do)


@router.post("/status/reopening", guard=public())
async def post_reopening(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """Another answer is asked for, and the page again."""
    typed = await typed_in(request)

    async def do() -> QuestionStatus:
        return await reopen_question(read_form(TypedReopening, typed), actor, running)

    return await _followed_up(request, running, pages, typed, do)


async def _followed_up(
    request: Request,
    running: ServiceRuntime,
    pages: Pages,
    typed: Mapping[str, str],
    do: Callable[[], Awaitable[QuestionStatus]],
) -> HTMLResponse:
    """Render the page after an act; a refusal is shown with what was typed."""
    intake = running.resources.get(PublicIntake)
    try:
        intake.lookups.take(client_address(request))
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    try:
        return _shown(request, pages, running, await do(), {name: typed.get(name, "") for name in RECEIPT}, done=True)
    except (NothingFound, ReceiptUnfit) as refusal:
        return _form(request, pages, typed, refusal)
    except Refusal as refusal:
        refused = refusal
    try:
        status = await look_up(read_form(TypedReceipt, typed), intake.codes, running)
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    return _shown(request, pages, running, status, typed, refusal=refused)


def _shown(
    request: Request,
    pages: Pages,
    running: ServiceRuntime,
    status: QuestionStatus,
    typed: Mapping[str, str],
    **outcome: Any,
) -> HTMLResponse:
    """`outcome`: `done` once an act was done, `refusal` if it was not."""
    refusal: Refusal | None = outcome.get("refusal")
    reading = status.reading
    clock = face(reading, status.question.limit, running.calendar, running.timepiece.now(), reading.met_at)
    return pages.render(
        request,
        "status.html",
        status_code=status_of(refusal) if refusal else 200,
        status=status,
        clock=clock,
        receipt={name: typed.get(name, "") for name in RECEIPT},
        form=typed,
        errors=field_errors(refusal.points) if refusal else {},
        refusal=refusal,
        done=outcome.get("done", False),
        ratings=list(RATING_WORDS.items()),
        rating_words=RATING_WORDS,
        matters=matters(),
        unit_name=name_of,
    )


def _form(request: Request, pages: Pages, typed: Mapping[str, Any], refusal: Refusal | None = None) -> HTMLResponse:
    return pages.render(
        request,
        "status_form.html",
        status_code=status_of(refusal) if refusal else 200,
        form={name: typed.get(name, "") for name in RECEIPT},
        errors=field_errors(refusal.points) if refusal else {},
        refusal=refusal,
    )
