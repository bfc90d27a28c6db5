"""One small application on two ports, with the complete middleware and without; a process of its own for the bench."""

import asyncio
import gc
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import BaseModel

from gongkai.actor import Role
from gongkai.fields.body import Body
from gongkai.http.access import staff
from gongkai.http.guards import RouteGuards
from gongkai.http.middleware import guard_application
from gongkai.http.problems import install_problem_handlers
from gongkai.http.router import Router
from gongkai.identity.issuer import LocalIssuer
from gongkai.observability.logs import configure_logs
from gongkai.timepiece import Timepiece

CLERKS: Final = staff(Role.clerk)


class Sample(Body):
    """What comes in: about 1 KB of it."""

    title: str
    content: str
    category: tuple[str, ...]
    dispatched_at: datetime


class SampleView(BaseModel):
    """What goes out."""

    id: UUID
    title: str
    dispatched_at: datetime


def application(*, doors: bool, folder: Path) -> FastAPI:
    """The same routes and handlers, with or without what stands before them."""
    app = FastAPI(openapi_url=None)
    router = Router()
    install_problem_handlers(app)
    at = datetime.fromisoformat("2024-09-30T10:00:00+08:00")

    @router.get("/api/v1/samples/{sample_id}", guard=CLERKS)
    async def sample(sample_id: UUID) -> SampleView:
        return SampleView(id=sample_id, title="预付卡退费", dispatched_at=at)

    @router.post("/api/v1/samples", guard=CLERKS, status_code=201)
    async def take(body: Sample) -> SampleView:
        return SampleView(id=UUID(int=1), title=body.title, dispatched_at=body.dispatched_at)

    app.include_router(router)
    if doors:
        timepiece = Timepiece()
        tokens = LocalIssuer(folder / "issuer.json", timepiece.wall).tokens()
        guard_application(app, service="bench", guards=RouteGuards(app), tokens=tokens, timepiece=timepiece)
    return app


async def serve(folder: Path, ports: dict[int, bool]) -> None:
    """Answer on each port, with doors or without."""
    servers = []
    for port, doors in ports.items():
        listening = socket.create_server(("127.0.0.1", port))
        config = uvicorn.Config(
            application(doors=doors, folder=folder), lifespan="off", access_log=False, log_config=None
        )
        servers.append(uvicorn.Server(config)._serve(sockets=[listening]))
    gc.collect()
    gc.freeze()
    await asyncio.gather(*servers)


if __name__ == "__main__":
    configure_logs()
    uvloop.run(serve(Path(sys.argv[1]), {int(sys.argv[2]): True, int(sys.argv[3]): False}))
