"""Routes of a demonstration: demo people get tokens, the office's clock can be moved. Refused unless `demo` is set."""

from datetime import datetime

from pydantic import BaseModel

from gongkai.fields.body import Body
from gongkai.http.access import public
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.identity.issuer import local_issuer
from gongkai.refusals import Ground, Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai_dev.demo import office_clock as demo_clock
from gongkai_dev.demo.people import demo_people


class NoDemo(Refusal):
    """This suite gives no demonstration."""

    code = "no-demo"
    ground = Ground.unknown


class MovedClock(Body):
    """The moment to which the office's clock is put; `null` returns it to the real time."""

    at: datetime | None


class AskedToken(Body):
    """The demo person who wants a token."""

    person: str


class GivenToken(BaseModel):
    """A token of ten minutes."""

    token: str
    name: str
    unit: str
    roles: list[str]


def clock_path(service: str) -> str:
    """Where a service's clock is moved."""
    return f"/api/v1/{service}-service/demo/clock"


def demo_router(service: str) -> Router:
    """The demonstration's routes of one service."""
    router = Router(tags=["demo"], include_in_schema=False)

    @router.put(clock_path(service), guard=public(), status_code=204)
    async def put_clock(moved: MovedClock, running: RuntimeDep) -> None:
        require_demo(running)
        await demo_clock.move(running.engine, running.timepiece, moved.at)
        running.to_timers.set()

    return router


tokens_router = Router(tags=["demo"], include_in_schema=False)


@tokens_router.post("/api/v1/demo/tokens", guard=public(), status_code=201)
async def post_token(asked: AskedToken, running: RuntimeDep) -> GivenToken:
    """A token for a demo person."""
    require_demo(running)
    actor = next((one for one in demo_people() if one.id == asked.person), None)
    if actor is None:
        raise NoDemo("没有这位演示人员。")
    token = local_issuer(running.settings, running.timepiece.wall).token(actor)
    return GivenToken(token=token, name=actor.name, unit=actor.unit, roles=sorted(actor.roles))


def require_demo(running: ServiceRuntime) -> None:
    """Refuse what only a demonstration may do."""
    if not running.settings.demo:
        raise NoDemo("没有这个地址。")
