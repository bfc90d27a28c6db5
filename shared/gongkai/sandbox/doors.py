"""The sandbox's own doors: where it takes call-backs, and where people look at what was said."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic_core import to_json

from gongkai.sandbox.exchange import Faults
from gongkai.web.assets import static_router
from gongkai.web.body import Body
from gongkai.web.forms import typed_in
from gongkai.web.problems import install_problem_handlers
from gongkai.web.render import Pages
from gongkai.web.signature_check import diagnose

if TYPE_CHECKING:
    from gongkai.sandbox.hotline import HotlineSandbox

CALLBACKS: Final = "/callbacks"
SHOWN: Final = 50


class FaultsWanted(Body):
    """Which faults are on from now on."""

    twice: bool = False
    wrong_signature: bool = False
    skew: float = 0.0
    answer: int | None = None
    retry_after: int | None = None
    other_digest: bool = False


class SignatureToCheck(Body):
    """A message that the bureau refused, as it was sent."""

    secret: str
    headers: dict[str, str]
    body: str


def app_of(sandbox: "HotlineSandbox") -> FastAPI:
    """The application of one sandbox: for one machine, one integrator, no secrets of anybody."""
    app = FastAPI(title="12345 hotline sandbox", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(static_router)
    app.include_router(machine_doors(sandbox))
    app.include_router(page_doors(sandbox))
    install_problem_handlers(app)
    return app


def machine_doors(sandbox: "HotlineSandbox") -> APIRouter:
    """What programs use: call-backs, what was said, faults, the signature debugger."""
    router = APIRouter()

    @router.post(CALLBACKS)
    async def post_callback(request: Request) -> Response:
        answer = sandbox.take(request.headers, await request.body())
        return JSONResponse(answer.body, answer.status, answer.headers)

    @router.get("/uploads/{receipt_no}")
    async def get_upload(receipt_no: str) -> Response:
        upload = sandbox.uploads.under(receipt_no)
        if upload is None:
            return Response(status_code=404)
        saved = f"attachment; filename*=UTF-8''{quote(upload.name, safe='')}"
        headers = {"Content-Disposition": saved, "X-Content-Type-Options": "nosniff"}
        return Response(upload.content, headers=headers, media_type="application/octet-stream")

    @router.get("/exchanges")
    async def get_exchanges() -> list[dict[str, Any]]:
        return [asdict(one) for one in sandbox.exchanges]

    @router.put("/faults", status_code=204)
    async def put_faults(wanted: FaultsWanted) -> None:
        sandbox.faults = Faults(**wanted.model_dump())

    @router.post("/signature-check")
    async def post_check(asked: SignatureToCheck) -> list[dict[str, Any]]:
        steps = diagnose(asked.secret, asked.headers, asked.body.encode(), sandbox.now())
        return [asdict(step) for step in steps]

    return router


def page_doors(sandbox: "HotlineSandbox") -> APIRouter:
    """The page on which a person pushes orders and sees both sides."""
    router = APIRouter()
    pages = Pages(Path(__file__).parent / "templates")

    @router.get("/")
    async def show(request: Request) -> Response:
        latest = list(reversed(sandbox.exchanges))[:SHOWN]
        told = [(one, to_json(one.answered if one.to_bureau else one.sent).decode()) for one in latest]
        return pages.render(request, "exchanges.html", exchanges=told, sandbox=sandbox)

    @router.post("/")
    async def act(request: Request) -> Response:
        typed = await typed_in(request)
        kind = typed.get("act", "")
        if kind == "order":
            await sandbox.push_invented()
        elif kind in ("transfer.urged", "transfer.cancelled"):
            await sandbox.push(kind, {"order_no": typed.get("order_no", "")})
        return RedirectResponse("/", status_code=303)

    return router
