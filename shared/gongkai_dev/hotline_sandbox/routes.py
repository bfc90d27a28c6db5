"""The sandbox's own routes: where it takes call-backs, and where people look at what was said."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import httpx
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from gongkai.desk.assets import static_router
from gongkai.desk.forms import typed_in
from gongkai.desk.render import Pages
from gongkai.fields.body import Body
from gongkai.http.problems import install_problem_handlers
from gongkai.refusals import Ground, Point, Refusal
from gongkai.webhooks.signature_check import diagnose
from gongkai_dev.hotline_sandbox.callbacks import answer_callback
from gongkai_dev.hotline_sandbox.exchange import Exchange, ExchangeFilter
from gongkai_dev.hotline_sandbox.faults import KNOWN, Fault, Faults, FaultUnknown
from gongkai_dev.hotline_sandbox.fetch_routes import attachment_router, manifest_router
from gongkai_dev.hotline_sandbox.hotline import CALLBACKS, Hotline
from gongkai_dev.hotline_sandbox.invented import (
    CANCELLED,
    GRADES,
    REOPENED,
    REPORT_WITHIN,
    REVIEW,
    SUPERVISED,
    SURVEYED,
    URGED,
)
from gongkai_dev.hotline_sandbox.showing import mask_exchange, show_exchange

WHOLE: Final = "whole"
"""What `bodies` says when somebody wants to see what is hidden otherwise."""
DIRECTIONS: Final = (("to_bureau", "热线 → 市场监管局"), ("from_bureau", "市场监管局 → 热线"))
KINDS: Final = (
    (URGED, "催单"),
    (SUPERVISED, "督办"),
    (CANCELLED, "撤单"),
    (REOPENED, "重办"),
    (REVIEW, "回访复核"),
    (SURVEYED, "满意度"),
    ("return.accepted", "同意退单"),
    ("return.refused", "不同意退单"),
    ("extension.granted", "同意延期"),
    ("extension.refused", "不同意延期"),
)
"""What the hotline may say of an order that it has pushed; a decision is on the last request."""
OUTCOMES: Final = (("good", "已收下"), ("bad", "未收下或没有应答"))


def filter_in(
    direction: str = "", type: str = "", order_no: str = "", id: str = "", outcome: str = "", fault: str = ""
) -> ExchangeFilter:
    """The filter as it stands in an address."""
    return ExchangeFilter(
        direction=direction, type=type, order_no=order_no.strip(), id=id.strip(), outcome=outcome, fault=fault
    )


SoughtQuery = Annotated[ExchangeFilter, Depends(filter_in)]


class FaultUnfit(Refusal):
    """Some of the faults that somebody wants are none."""

    code = "fault-unfit"
    ground = Ground.unfit


class FaultsWanted(Body):
    """Which faults are on from now on, in the words of the command line: `callback.answer=503@0.2`."""

    faults: list[str]
    seed: int = 0

    def read(self) -> Faults:
        """The faults, or a refusal that names the word."""
        for place, word in enumerate(self.faults):
            try:
                Faults.of([word])
            except FaultUnknown:
                raise FaultUnfit("没有这种故障。", points=[Point(f"/faults/{place}", "fault-unknown")]) from None
        return Faults.of(self.faults, self.seed)


class SignatureToCheck(Body):
    """A message that the bureau refused, as it was sent."""

    secret: str
    headers: dict[str, str]
    body: str


def app_of(sandbox: Hotline) -> FastAPI:
    """The application of one sandbox: for one machine, one integrator, no secrets of anybody."""
    app = FastAPI(title="12345 hotline sandbox", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(static_router)
    app.include_router(machine_router(sandbox))
    app.include_router(manifest_router(sandbox))
    app.include_router(attachment_router(sandbox))
    app.include_router(page_router(sandbox))
    install_problem_handlers(app)
    return app


def machine_router(sandbox: Hotline) -> APIRouter:
    """What programs use: call-backs, what was said, faults, the signature debugger."""
    router = APIRouter()

    @router.post(CALLBACKS)
    async def post_callback(request: Request) -> Response:
        return await answer_callback(sandbox, request)

    @router.get("/uploads/{receipt_no}")
    async def get_upload(receipt_no: str) -> Response:
        upload = sandbox.uploads.under(receipt_no)
        if upload is None:
            return Response(status_code=404)
        saved = f"attachment; filename*=UTF-8''{quote(upload.name, safe='')}"
        headers = {"Content-Disposition": saved, "X-Content-Type-Options": "nosniff"}
        return Response(upload.content, headers=headers, media_type="application/octet-stream")

    @router.get("/exchanges")
    async def get_exchanges(sought: SoughtQuery, before: int = 0, bodies: str = "") -> dict[str, Any]:
        found, older = sandbox.notebook.page(sought, before)
        return {"items": [_told(one, whole=bodies == WHOLE) for one in found], "before": older or None}

    @router.get("/faults")
    async def get_faults() -> FaultsWanted:
        return FaultsWanted(faults=sandbox.faults.words(), seed=sandbox.faults.seed)

    @router.put("/faults", status_code=204)
    async def put_faults(wanted: FaultsWanted) -> None:
        sandbox.faults = wanted.read()

    @router.post("/signature-check")
    async def post_check(asked: SignatureToCheck) -> list[dict[str, Any]]:
        steps = diagnose(asked.secret, asked.headers, asked.body.encode(), sandbox.now())
        return [asdict(step) for step in steps]

    return router


def page_router(sandbox: Hotline) -> APIRouter:
    """The page on which a person pushes orders and sees both sides."""
    router = APIRouter()
    pages = Pages([Path(__file__).parent / "templates"])

    @router.get("/")
    async def show(request: Request, sought: SoughtQuery, before: int = 0, bodies: str = "") -> Response:
        looked = _looked_at(sandbox, sought, before, whole=bodies == WHOLE)
        form = {"faults": " ".join(sandbox.faults.words())}
        return pages.render(request, "exchanges.html", form=form, errors={}, **looked)

    @router.post("/")
    async def act(request: Request) -> Response:
        typed = await typed_in(request)
        try:
            await _act(sandbox, typed)
        except FaultUnknown as unknown:
            looked = _looked_at(sandbox, ExchangeFilter(), 0, whole=False)
            wrong = {"faults": f"没有这种故障：{unknown}"}
            return pages.render(request, "exchanges.html", status_code=422, form=typed, errors=wrong, **looked)
        return RedirectResponse("/", status_code=303)

    return router


async def _act(sandbox: Hotline, typed: Mapping[str, str]) -> None:
    """What a person wants the hotline to do."""
    act = typed.get("act", "")
    if act == "faults":
        sandbox.faults = Faults.of(typed.get("faults", "").split(), sandbox.faults.seed)
    with suppress(httpx.TransportError):  # what went wrong stands among the exchanges
        if act == "order":
            await sandbox.push_invented()
        elif act == "say":
            kind, order = typed.get("kind", ""), {"order_no": typed.get("order", "").strip()}
            await sandbox.push(kind, order, **_beside(kind, typed))


def _beside(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """What stands beside the order in a message of this kind."""
    days = typed.get("working_days", "")
    if kind == SUPERVISED and days.isdecimal():
        return {"working_days": int(days)}
    return {"grade": typed.get("grade", "")} if kind == SURVEYED else {}


def _looked_at(sandbox: Hotline, sought: ExchangeFilter, before: int, *, whole: bool) -> dict[str, Any]:
    """What the page shows."""
    found, older = sandbox.notebook.page(sought, before)
    kept = {**asdict(sought), "bodies": WHOLE if whole else ""}
    asked = {name: value for name, value in kept.items() if value}
    return {
        "sandbox": sandbox,
        "exchanges": [show_exchange(one, whole=whole) for one in found],
        "older": f"/?{urlencode(asked | {'before': older})}" if older else "",
        "newest": f"/?{urlencode(asked)}" if before else "",
        "sought": sought,
        "whole": whole,
        "types": [(one, one) for one in sandbox.notebook.types()],
        "directions": DIRECTIONS,
        "outcomes": OUTCOMES,
        "kinds": KINDS,
        "last_order": sandbox.exchanges[-1].order_no if sandbox.exchanges else "",
        "grades": [(grade, grade) for grade in GRADES],
        "limits": [(days, f"{days}个工作日") for days in REPORT_WITHIN if days],
        "faults": [(f"{side}.{one}", words) for side, known in KNOWN.items() for one, words in known.items()],
        "fault_names": [(one.value, one.value) for one in Fault],
    }


def _told(one: Exchange, *, whole: bool) -> dict[str, Any]:
    told = asdict(one)
    return told if whole else told | {"sent": mask_exchange(one.sent), "answered": mask_exchange(one.answered)}
