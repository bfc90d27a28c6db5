"""The status page: receipt number and query code in, where the question is in words out; rating, and asking again."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.clock_face import face
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ActorDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.http.rate_limits import client_address
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.runtime.service import Running
from inquiry_service.question.domain.matters import matters
from inquiry_service.question.domain.question import RATING_WORDS
from inquiry_service.receipts.domain.lookup import NothingFound
from inquiry_service.receipts.domain.receipt import ReceiptUnfit
from inquiry_service.receipts.domain.status import Status
from inquiry_service.receipts.usecases.follow_up import rate, reopen
from inquiry_service.receipts.usecases.look_up import TypedReceipt, look_up
from inquiry_service.receipts.usecases.public_intake import counter_of
from inquiry_service.receipts.usecases.rate_answer import TypedRating
from inquiry_service.receipts.usecases.reopen_question import TypedReopening

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", "/status"): public(),
    ("POST", "/status"): public(),
    ("POST", "/status/rating"): public(),
    ("POST", "/status/reopening"): public(),
}
RECEIPT: Final = ("receipt_no", "query_code")


@router.get("/status")
async def status_form(request: Request, pages: PagesDep) -> HTMLResponse:
    """The form."""
    return _form(request, pages, {})


@router.post("/status")
async def post_status(request: Request, running: RunningDep, pages: PagesDep) -> HTMLResponse:
    """Where the question is; the number and the code stay out of the address."""
    counter = counter_of(running)
    typed = await typed_in(request)
    try:
        counter.lookups.take(client_address(request))
        status = await look_up(read_form(TypedReceipt, typed), counter.codes, running)
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    return _shown(request, pages, running, status, typed)


@router.post("/status/rating")
async def post_rating(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """The survey, and the page again."""
    typed = await typed_in(request)

    async def do() -> Status:
        return await rate(read_form(TypedRating, typed), actor, counter_of(running), running)

    return await _followed_up(request, running, pages, typed, do)


@router.post("/status/reopening")
async def post_reopening(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """Another answer is asked for, and the page again."""
    typed = await typed_in(request)

    async def do() -> Status:
        return await reopen(read_form(TypedReopening, typed), actor, counter_of(running), running)

    return await _followed_up(request, running, pages, typed, do)


async def _followed_up(
    request: Request,
    running: Running,
    pages: Pages,
    typed: Mapping[str, str],
    do: Callable[[], Awaitable[Status]],
) -> HTMLResponse:
    """The page after an act; when the act is refused, the page as it was with the reason, and nothing typed is lost."""
    counter = counter_of(running)
    try:
        counter.lookups.take(client_address(request))
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    try:
        return _shown(request, pages, running, await do(), {name: typed.get(name, "") for name in RECEIPT}, done=True)
    except (NothingFound, ReceiptUnfit) as refusal:
        return _form(request, pages, typed, refusal)
    except Refusal as refusal:
        refused = refusal
    try:
        status = await look_up(read_form(TypedReceipt, typed), counter.codes, running)
    except Refusal as refusal:
        return _form(request, pages, typed, refusal)
    return _shown(request, pages, running, status, typed, refusal=refused)


def _shown(
    request: Request, pages: Pages, running: Running, status: Status, typed: Mapping[str, str], **said: Any
) -> HTMLResponse:
    """`said`: `done` once an act was done, `refusal` if it was not."""
    refusal: Refusal | None = said.get("refusal")
    clock = face(status.reading, status.question.limit, running.calendar, running.timepiece.now())
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
        done=said.get("done", False),
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
