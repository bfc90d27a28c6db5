"""A small application with every kind of door, for tests of the edges alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, Field

from gongkai.actor import Actor
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.http.access import public, signed, staff
from gongkai.http.cursors import Cursors
from gongkai.http.dependencies import ActorDep
from gongkai.http.etag import IfMatch, etag, not_modified
from gongkai.http.guards import RouteGuards
from gongkai.http.middleware import guard_application
from gongkai.http.paging import Page, PagingDep
from gongkai.http.problems import install_problem_handlers
from gongkai.http.router import Router
from gongkai.identity.issuer import LocalIssuer
from gongkai.mounts.health import Check, Health
from gongkai.mounts.health import router as health_router
from gongkai.refusals import ChangedMeanwhile, Ground, Point, Refusal
from gongkai.timepiece import Timepiece
from gongkai.webhooks.signatures import Signatures

SECRET = "whsec_" + "bm4gbm4gbm4gbm4gbm4gbm4gbm4gbm4g"
CLERK = Actor("t.clerk", "甲", "pudong", frozenset({"clerk"}))  # type: ignore[arg-type]
OPS = Actor("t.ops", "乙", "office", frozenset({"ops"}))  # type: ignore[arg-type]

router = Router(prefix="/api/v1/things")
pages = Router()


class Thing(Body):
    title: Annotated[str, Line(100)]
    count: Annotated[int, Field(ge=0, le=100)] = 0


class ThingView(BaseModel):
    title: str
    count: int = 0


class ThingGone(Refusal):
    """The thing is gone."""

    code = "thing-gone"
    ground = Ground.untimely


@router.post("", guard=public(), status_code=201)
async def post_thing(thing: Thing) -> ThingView:
    return ThingView.model_validate(thing, from_attributes=True)


@router.get("", guard=public())
async def list_things(paging: PagingDep, colour: str = "red") -> Page[ThingView]:
    after = paging.after(colour=colour)
    start = after[0] if after else 0
    rows = [ThingView(title=colour, count=number) for number in range(start, 45)][: paging.limit + 1]
    return paging.page(rows, lambda row: [row.count + 1], colour=colour)  # type: ignore[return-value]


@router.get("/special", guard=public())
async def get_special() -> ThingView:
    return ThingView(title="special")


@router.get("/{thing_id}", guard=staff())
async def get_thing(thing_id: UUID, request: Request, response: Response, actor: ActorDep) -> Any:
    if answer := not_modified(request, 7):
        return answer
    response.headers["ETag"] = etag(7)
    return ThingView(title=actor.name)


@router.put("/{thing_id}", guard=staff("clerk", "head"))
async def put_thing(thing_id: UUID, thing: Thing, if_match: IfMatch) -> ThingView:
    if_match.require(7)
    if thing.title == "gone":
        raise ThingGone("已办结。", points=[Point("/title", "gone", "已办结")])
    if thing.title == "changed":
        raise ChangedMeanwhile("已被修改。")
    if thing.title == "database away":
        raise ConnectionRefusedError
    if thing.title == "fault":
        raise ValueError(f"something about {thing.title} that nobody may read")
    return ThingView(title=thing.title)


@router.post("/webhook", guard=signed(), status_code=202)
async def post_webhook(request: Request) -> dict[str, str]:
    body = await request.body()
    wall = Timepiece().wall()
    return {"id": Signatures([SECRET]).verify(request.headers, body, wall)}


@pages.get("/things", guard=public())
async def page_of_things() -> Response:
    return Response("<h1>things</h1>", media_type="text/html")


@pages.get("/desk/things", guard=staff("clerk"))
async def desk_page(actor: ActorDep) -> Response:
    return Response(actor.name, media_type="text/html")


@pages.post("/desk/things", guard=staff("clerk"))
async def post_at_desk(request: Request, actor: ActorDep) -> Response:
    return Response((await request.form())["title"], media_type="text/plain")  # type: ignore[arg-type]


@pages.post("/things", guard=public())
async def post_form(request: Request) -> Response:
    return Response(status_code=303, headers={"Location": "/things"})


def routes_only() -> FastAPI:
    """The routes, with nothing around them."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    for each in (router, pages, health_router):
        app.include_router(each)
    return app


def edge_app(issuer: LocalIssuer, checks: dict[str, Check] | None = None) -> FastAPI:
    """The routes with the whole edge around them."""
    app = routes_only()
    app.state.health = Health(checks)
    app.state.health.started = True
    app.state.cursors = Cursors(b"a secret of this test")
    install_problem_handlers(app)
    guard_application(app, service="things", guards=RouteGuards(app), tokens=issuer.tokens())
    return app


def issuer_in(folder: Path) -> LocalIssuer:
    """An issuer with a key of its own."""
    return LocalIssuer(folder / "issuer.json", Timepiece().wall)


@asynccontextmanager
async def at_the_door(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client; a fault of the application is an answer, as on a real server."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://things.test", headers=headers) as client:
        yield client
