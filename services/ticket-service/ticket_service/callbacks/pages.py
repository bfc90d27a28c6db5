"""The ledger at the desk: what went to the hotline with what outcome, sent again where it was given up (C6)."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.forms import filled_in, read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.mounts.ledger_api import KEEPERS, EndpointName
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
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
from gongkai.worktime.days import day_end, day_start
from ticket_service.callbacks import store
from ticket_service.callbacks.usecases import note_replay
from ticket_service.ticket.domain.notices import CONTACT, EXTENDED, EXTENSION, HOTLINE, REPORT, RETURN, REVIEW, UPLOAD
from ticket_service.ticket.pages import CASE_READERS

HERE: Final = "/desk/hotline/deliveries"
NOBODY: Final = UUID(int=0)
"""Stands for the ticket of an order number that we do not know."""
KIND_WORDS: Final = {
    CONTACT: "先行联系",
    RETURN: "退单申请",
    EXTENSION: "延期申请",
    EXTENDED: "延期决定",
    REVIEW: "回访复核答复",
    REPORT: "办结报告",
    UPLOAD: "办结报告文件",
}
STATE_WORDS: Final = {
    DeliveryState.waiting: "待报送",
    DeliveryState.delivered: "已送达",
    DeliveryState.dead: "报送失败",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the form above the list asks for; what cannot be understood filters nothing."""

    endpoint: str = ""
    kind: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    order_no: str = ""

    @property
    def typed(self) -> dict[str, str]:
        """The fields that were filled in."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def address(self, path: str, **more: str) -> str:
        """A page with these filters."""
        query = urlencode(self.typed | more)
        return f"{path}?{query}" if query else path

    async def sought(self, db: AsyncConnection) -> DeliveryFilter:
        """As the ledger takes it: whole Shanghai days, the ticket of the order number."""
        subject_id = (await store.ticket_id_of(db, self.order_no) or NOBODY) if self.order_no else None
        since, until = _day(self.since), _day(self.until)
        return DeliveryFilter(
            endpoint=self.endpoint,
            kind=self.kind,
            state=DeliveryState(self.state) if self.state in set(DeliveryState) else None,
            since=day_start(since) if since else None,
            until=day_end(until) if until else None,
            subject_id=subject_id,
        )


async def filters_of(request: Request) -> Filters:
    """From the address; longer words than any of ours find nothing."""
    given = request.query_params
    return Filters(**{name: given.get(name, "").strip()[:80] for name in Filters.__slots__})


FiltersDep = Annotated[Filters, Depends(filters_of)]


def in_words(filters: Filters) -> list[tuple[str, str]]:
    """What is sent again, for the person who confirms it."""
    words = {"endpoint": "地址", "kind": "类型", "since": "从", "until": "到", "order_no": "工单号"}
    typed = filters.typed | ({"kind": KIND_WORDS.get(filters.kind, filters.kind)} if filters.kind else {})
    return [(words[name], value) for name, value in typed.items() if name in words]


def _day(words: str) -> date | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2099 else None


ONE: Final = f"{HERE}/{{delivery_id}}"
PAUSE: Final = "/desk/hotline/endpoints/{endpoint}/pause"
RESUME: Final = "/desk/hotline/endpoints/{endpoint}/resume"
COLOURS: Final = {DeliveryState.waiting: "yellow", DeliveryState.delivered: "met", DeliveryState.dead: "overdue"}

router = Router(include_in_schema=False)


@router.get(HERE, guard=KEEPERS)
async def deliveries_page(
    request: Request, running: RuntimeDep, pages: PagesDep, filters: FiltersDep, paging: PagingDep
) -> HTMLResponse:
    """The list, the newest first."""
    before = paging.after(**filters.typed)
    async with running.reading() as db:
        sought = await filters.sought(db)
        found = await browsing.newest(db, sought, before[0] if before else None, paging.limit + 1)
        page = paging.page(found, lambda one: (one.id,), **filters.typed)
        shown = await _overview(db)
        numbers = await store.order_nos(db, [one.subject_id for one in page["items"]])
    rows = [(one, numbers.get(one.subject_id, "")) for one in page["items"]]
    return _render(pages, request, filters, shown, rows=rows, next=page["next"], first=bool(before))


@router.get(f"{HERE}/replay", guard=KEEPERS)
async def preview_page(request: Request, db: ReadDep, pages: PagesDep, filters: FiltersDep) -> HTMLResponse:
    """How many would be sent again, to be confirmed."""
    count = len(await browsing.dead(db, await filters.sought(db), AT_ONCE))
    return _confirmation(request, pages, filters, count)


@router.post(f"{HERE}/replay", guard=KEEPERS)
async def post_range(
    request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep, filters: FiltersDep
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


@router.get(ONE, guard=KEEPERS)
async def delivery_page(
    delivery_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep
) -> HTMLResponse:
    """One delivery: what it says, and every try."""
    return await _one(request, pages, db, delivery_id, actor)


@router.post(f"{ONE}/replay", guard=KEEPERS)
async def post_one(
    delivery_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Send one again."""
    try:
        async with running.work(actor) as work:
            await replay_one(delivery_id, work, note_replay)
    except Refusal as refusal:
        async with running.reading() as db:
            return await _one(request, pages, db, delivery_id, actor, refusal)
    return RedirectResponse(f"{HERE}/{delivery_id}", 303)


@router.post(PAUSE, guard=KEEPERS)
async def post_pause(
    endpoint: EndpointName, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Let an endpoint rest."""
    typed = await typed_in(request)
    return await _at_endpoint(
        request, running, actor, pages, lambda work: pause_endpoint(endpoint, read_form(PauseReason, typed), work)
    )


@router.post(RESUME, guard=KEEPERS)
async def post_resume(
    endpoint: EndpointName, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Wake it."""
    return await _at_endpoint(request, running, actor, pages, lambda work: resume_endpoint(endpoint, work))


async def _at_endpoint(
    request: Request,
    running: ServiceRuntime,
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
    request: Request,
    pages: Pages,
    db: AsyncConnection,
    delivery_id: UUID,
    actor: Actor,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    one = await browsing.one(db, delivery_id)
    said = await store.snapshot(one, db)
    numbers = await store.order_nos(db, [one.subject_id])
    return pages.render(
        request,
        "delivery.html",
        status_code=status_of(refusal) if refusal else 200,
        one=one,
        order_no=numbers.get(one.subject_id, ""),
        opens_case=CASE_READERS.admits(actor),
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
