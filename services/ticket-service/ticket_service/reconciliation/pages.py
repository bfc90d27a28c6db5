"""Differences between our open orders and the hotline's, at the desk."""

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from ticket_service.reconciliation import store
from ticket_service.reconciliation.domain import EVERY_MORNING, IN_HAND, REPORTED, DifferenceKind, RunState
from ticket_service.reconciliation.usecases import DifferenceNote, ask_reconciliation, note_difference

OFF: Final = "连不上12345热线"
LATE: Final = "12345热线没有及时回应"
CUT: Final = "传送中断，清单没有收完"
BROKEN: Final = "清单不完整或格式有误"
ADDRESS: Final = "热线清单的地址没有设置好，请联系运维人员"
UNSTORED: Final = "本系统一时无法保存清单，请联系运维人员"
REFUSED: Final = "12345热线不认可本局的签名，请联系运维人员"
NOT_THERE: Final = "12345热线没有提供清单，请联系运维人员"
BUSY: Final = "12345热线繁忙，要求稍后再试"
THEIR_FAULT: Final = "12345热线系统出现故障"
UNKNOWN: Final = "原因不明，请联系运维人员"

TROUBLE: Final = {
    **dict.fromkeys(("ConnectError", "ProxyError", "gaierror", "ConnectionRefusedError"), OFF),
    **dict.fromkeys(("ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout", "TimeoutError"), LATE),
    **dict.fromkeys(("ReadError", "WriteError", "CloseError", "RemoteProtocolError", "LocalProtocolError"), CUT),
    **dict.fromkeys(("ConnectionResetError", "BrokenPipeError", "ConnectionAbortedError"), CUT),
    **dict.fromkeys(("ManifestBroken", "ValidationError", "DecodingError"), BROKEN),
    **dict.fromkeys(("NoAddress", "DestinationRefused", "UnsupportedProtocol", "TooManyRedirects"), ADDRESS),
    "OSError": UNSTORED,
}
"""By the names of the errors that the gateway may meet."""
ANSWERED: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: REFUSED,
    HTTPStatus.FORBIDDEN: REFUSED,
    HTTPStatus.REQUEST_TIMEOUT: LATE,
    HTTPStatus.TOO_MANY_REQUESTS: BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: BUSY,
    HTTPStatus.GATEWAY_TIMEOUT: LATE,
}
"""By the status of an answer; the others by their hundred."""


def trouble_words(code: str | None) -> str:
    """What a run's error means; empty where there was none."""
    if not code:
        return ""
    status = code.removeprefix("Http")
    if status == code or not status.isdecimal():
        return TROUBLE.get(code, UNKNOWN)
    number = int(status)
    return ANSWERED.get(number, THEIR_FAULT if number >= HTTPStatus.INTERNAL_SERVER_ERROR else NOT_THERE)


HERE: Final = "/desk/hotline/reconciliation"
ONE: Final = f"{HERE}/{{difference_id}}"
READERS: Final = staff("office", "ops", "auditor")
OFFICE: Final = staff("office")
RUNS: Final = 7
RUN_WORDS: Final = {RunState.waiting: "待核对", RunState.done: "已核对", RunState.failed: "未能核对"}
RUN_COLOURS: Final = {RunState.waiting: "yellow", RunState.done: "met", RunState.failed: "overdue"}
SAID_WORDS: Final = {IN_HAND: "在办", REPORTED: "已报办结", "cancelled": "已撤单", "returned": "已退单"}
KINDS: Final = [(one.value, one.words) for one in DifferenceKind if one is not DifferenceKind.other]
NOTED: Final = {"no": False, "yes": True}

router = Router(include_in_schema=False)


@router.get(HERE, guard=READERS)
async def reconciliation_page(
    request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep, paging: PagingDep
) -> HTMLResponse:
    """Figures, differences, runs; what cannot be understood in the address filters nothing."""
    given = request.query_params
    kind = given.get("kind", "") if given.get("kind", "") in dict(KINDS) else ""
    noted = given.get("noted", "") if given.get("noted", "") in NOTED else ""
    form = {name: value for name, value in (("kind", kind), ("noted", noted)) if value}
    after = paging.after(**form)
    kinds = [DifferenceKind(kind)] if kind else []
    found = await store.page(db, kinds, NOTED.get(noted), after[0] if after else None, paging.limit + 1)
    page = paging.page(found, lambda one: (one.id,), **form)
    return pages.render(
        request,
        "reconciliation.html",
        **await _figures(db),
        rows=[_line(one) for one in page["items"]],
        form=form,
        kinds=KINDS,
        next=f"{HERE}?{urlencode(form | {'cursor': page['next']})}" if page["next"] else "",
        first=f"{HERE}?{urlencode(form)}" if after else "",
        may_ask=OFFICE.admits(actor),
    )


@router.post(HERE, guard=OFFICE)
async def post_run(request: Request, running: RuntimeDep, actor: ActorDep) -> Response:
    """Compare as soon as possible."""
    await typed_in(request)
    async with running.work(actor) as work:
        await ask_reconciliation(work)
    running.to_timers.set()
    return RedirectResponse(HERE, 303)


@router.get(ONE, guard=READERS)
async def difference_page(
    difference_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep
) -> HTMLResponse:
    """One difference, and the form for its reason."""
    return _one(request, pages, await store.one(db, difference_id), actor)


@router.post(ONE, guard=OFFICE)
async def post_note(
    difference_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Write down why it is so."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await note_difference(difference_id, read_form(DifferenceNote, typed), work)
    except Refusal as refusal:
        async with running.reading() as db:
            found = await store.one(db, difference_id)
        return _one(request, pages, found, actor, refusal)
    return RedirectResponse(HERE, 303)


async def _figures(db: AsyncConnection) -> dict[str, Any]:
    counts = await store.counts(db)
    runs = await store.last_runs(db, RUNS)
    figures = [
        {
            "name": words,
            "value": total,
            "href": f"{HERE}?kind={kind}",
            "note": f"其中{unexplained}件未说明" if unexplained else "",
        }
        for kind, words in KINDS
        for total, unexplained in [counts.get(kind, (0, 0))]
    ]
    return {
        "figures": figures,
        "runs": runs,
        "last": next((one for one in runs if one.state == RunState.done), None),
        "every_morning": EVERY_MORNING.strftime("%H:%M"),
        "run_words": RUN_WORDS,
        "run_colours": RUN_COLOURS,
        "trouble_words": trouble_words,
    }


def _line(one: Row[Any]) -> dict[str, Any]:
    return {
        "id": one.id,
        "order_no": one.order_no,
        "kind": DifferenceKind(one.kind).words,
        "ours": SAID_WORDS.get(one.ours, one.ours),
        "theirs": SAID_WORDS.get(one.theirs, one.theirs),
        "unit": name_of(one.unit) if one.unit else "",
        "ticket_id": one.ticket_id,
        "first_seen_at": one.first_seen_at,
        "last_seen_at": one.last_seen_at,
        "gone_at": one.gone_at,
        "note": one.note,
        "noted_by": one.noted_by,
        "noted_at": one.noted_at,
    }


def _one(request: Request, pages: Pages, found: Row[Any], actor: Actor, refusal: Refusal | None = None) -> HTMLResponse:
    return pages.render(
        request,
        "difference.html",
        status_code=status_of(refusal) if refusal else 200,
        one=_line(found),
        form={"note": found.note or ""},
        errors=field_errors(refusal.points) if refusal else {},
        refused=refusal.detail if refusal else "",
        may_note=OFFICE.admits(actor) and found.gone_at is None,
    )
