"""The ledger at the desk: what went to the hotline with what outcome, sent again where it was given up (C6)."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.forms import filled_in, read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import AccessTable
from gongkai.http.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.mounts.ledger_api import KEEPERS, EndpointName
from gongkai.refusals import Refusal
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from gongkai.webhooks import browsing, ledger
from gongkai.webhooks.browsing import DeliveryFilter
from gongkai.webhooks.delivery import DeliveryState
from gongkai.webhooks.replay import (
    AT_ONCE,
    PauseReason,
    ReplayConfirmation,
    pause_endpoint,
    replay_one,
    replay_range,
    resume_endpoint,
)
from ticket_service.callbacks import store as deliveries
from ticket_service.callbacks.pages.delivery_filters import HERE, KIND_WORDS, STATE_WORDS, Filters, FiltersDep, in_words
from ticket_service.callbacks.usecases import note_replay
from ticket_service.closing_report.domain.report_payload import HOTLINE

ONE: Final = f"{HERE}/{{delivery_id}}"
PAUSE: Final = "/desk/hotline/endpoints/{endpoint}/pause"
RESUME: Final = "/desk/hotline/endpoints/{endpoint}/resume"
COLOURS: Final = {DeliveryState.waiting: "yellow", DeliveryState.delivered: "met", DeliveryState.dead: "overdue"}

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", HERE): KEEPERS,
    ("GET", f"{HERE}/replay"): KEEPERS,
    ("POST", f"{HERE}/replay"): KEEPERS,
    ("GET", ONE): KEEPERS,
    ("POST", f"{ONE}/replay"): KEEPERS,
    ("POST", PAUSE): KEEPERS,
    ("POST", RESUME): KEEPERS,
}


@router.get(HERE)
async def deliveries_page(
    request: Request, running: RunningDep, pages: PagesDep, filters: FiltersDep, paging: PagingDep
) -> HTMLResponse:
    """The list, the newest first."""
    before = paging.after(**filters.typed)
    async with running.reading() as db:
        sought = await filters.sought(db)
        found = await browsing.newest(db, sought, before[0] if before else None, paging.limit + 1)
        page = paging.page(found, lambda one: (one.id,), **filters.typed)
        shown = await _overview(db)
        numbers = await deliveries.order_nos(db, [one.subject_id for one in page["items"]])
    rows = [(one, numbers.get(one.subject_id, "")) for one in page["items"]]
    return _render(pages, request, filters, shown, rows=rows, next=page["next"], first=bool(before))


@router.get(f"{HERE}/replay")
async def preview_page(request: Request, db: ReadDep, pages: PagesDep, filters: FiltersDep) -> HTMLResponse:
    """How many would be sent again, to be confirmed."""
    count = len(await browsing.dead(db, await filters.sought(db), AT_ONCE))
    return _confirmation(request, pages, filters, count)


@router.post(f"{HERE}/replay")
async def post_range(
    request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep, filters: FiltersDep
) -> Response:
    """Send all again that were counted."""
    typed = await typed_in(request)
    try:
        confirmed = filled_in(ReplayConfirmation, {"count": int(typed.get("count", "0")[:6] or 0)})
        async with running.work(actor) as work:
            await replay_range(replace(await filters.sought(work.db), state=None), confirmed, work, note_replay)
    except (Refusal, ValueError) as refusal:
        async with running.reading() as db:
            count = len(await browsing.dead(db, await filters.sought(db), AT_ONCE))
        return _confirmation(request, pages, filters, count, refusal if isinstance(refusal, Refusal) else None)
    return RedirectResponse(HERE, 303)


@router.get(ONE)
async def delivery_page(delivery_id: UUID, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """One delivery: what it says, and every try."""
    return await _one(request, pages, db, delivery_id)


@router.post(f"{ONE}/replay")
async def post_one(
    delivery_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Send one again."""
    try:
        async with running.work(actor) as work:
            await replay_one(delivery_id, work, note_replay)
    except Refusal as refusal:
        async with running.reading() as db:
            return await _one(request, pages, db, delivery_id, refusal)
    return RedirectResponse(f"{HERE}/{delivery_id}", 303)


@router.post(PAUSE)
async def post_pause(
    endpoint: EndpointName, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Let an endpoint rest."""
    typed = await typed_in(request)
    return await _at_endpoint(
        request, running, actor, pages, lambda work: pause_endpoint(endpoint, read_form(PauseReason, typed), work)
    )


@router.post(RESUME)
async def post_resume(
    endpoint: EndpointName, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Wake it."""
    return await _at_endpoint(request, running, actor, pages, lambda work: resume_endpoint(endpoint, work))


async def _at_endpoint(
    request: Request,
    running: Running,
    actor: Actor,
    pages: Pages,
    act: Callable[[Work], Awaitable[None]],
) -> Response:
    try:
        async with running.work(actor) as work:
            await act(work)
    except Refusal as refusal:
        async with running.reading() as db:
            shown = await _overview(db)
            rows = await browsing.newest(db, DeliveryFilter(), None, 0)
        return _render(pages, request, Filters(), shown, rows=rows, next=None, first=True, refusal=refusal)
    return RedirectResponse(HERE, 303)


async def _overview(db: AsyncConnection) -> dict[str, Any]:
    """What stands above every list: how much waits or was given up, and who rests."""
    unsettled = await browsing.unsettled(db)
    return {
        "figures": [
            {
                "name": STATE_WORDS[state],
                "value": count,
                "colour": COLOURS[state] if count else "",
                "words": STATE_WORDS[state],
                "href": f"{HERE}?state={state}",
            }
            for state, count in unsettled.items()
        ],
        "pauses": await browsing.pauses(db),
    }


def _render(
    pages: Pages,
    request: Request,
    filters: Filters,
    shown: dict[str, Any],
    *,
    refusal: Refusal | None = None,
    **page: Any,
) -> HTMLResponse:
    following, first = page.pop("next"), page.pop("first")
    return pages.render(
        request,
        "deliveries.html",
        status_code=status_of(refusal) if refusal else 200,
        form=filters.typed,
        refused=refusal.detail if refusal else "",
        errors=field_errors(refusal.points) if refusal else {},
        next=filters.address(HERE, cursor=following) if following else "",
        first=filters.address(HERE) if first else "",
        again=filters.address(f"{HERE}/replay"),
        endpoint=HOTLINE,
        kinds=list(KIND_WORDS.items()),
        kind_words=KIND_WORDS,
        states=[(state.value, words) for state, words in STATE_WORDS.items()],
        state_words=STATE_WORDS,
        colours=COLOURS,
        **shown,
        **page,
    )


def _confirmation(
    request: Request, pages: Pages, filters: Filters, count: int, refusal: Refusal | None = None
) -> HTMLResponse:
    return pages.render(
        request,
        "replay.html",
        status_code=status_of(refusal) if refusal else 200,
        count=count,
        most=AT_ONCE,
        action=filters.address(f"{HERE}/replay"),
        back=filters.address(HERE),
        filters=in_words(filters),
        refused=refusal.detail if refusal else "",
    )


async def _one(
    request: Request, pages: Pages, db: AsyncConnection, delivery_id: UUID, refusal: Refusal | None = None
) -> HTMLResponse:
    one = await browsing.one(db, delivery_id)
    said = await deliveries.snapshot(one, db)
    numbers = await deliveries.order_nos(db, [one.subject_id])
    return pages.render(
        request,
        "delivery.html",
        status_code=status_of(refusal) if refusal else 200,
        one=one,
        order_no=numbers.get(one.subject_id, ""),
        kind=KIND_WORDS.get(one.kind, one.kind),
        state=STATE_WORDS[one.state],
        colour=COLOURS[one.state],
        said=list(_flat(said)),
        receipt=list(_flat(one.receipt)),
        tries=await ledger.attempts_of(db, delivery_id),
        refused=refusal.detail if refusal else "",
    )


def _flat(said: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value under the way that leads to it: `report.handling`."""
    pairs = said.items() if isinstance(said, dict) else enumerate(said, 1) if isinstance(said, list) else None
    if pairs is None:
        if said is not None:
            yield path, str(said)
        return
    for name, value in pairs:
        yield from _flat(value, f"{path}.{name}" if path else str(name))
