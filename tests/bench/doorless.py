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
from gongkai.observability.logs import configure_logs
from gongkai.timepiece import Timepiece
from gongkai.web.access import AccessTable, staff
from gongkai.web.body import Body
from gongkai.web.doors import DoorPlan
from gongkai.web.issuer import LocalIssuer
from gongkai.web.middleware import open_doors
from gongkai.web.problems import install_problem_handlers

ACCESS: Final[AccessTable] = {
    ("GET", "/api/v1/samples/{sample_id}"): staff(Role.clerk),
    ("POST", "/api/v1/samples"): staff(Role.clerk),
}


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
    install_problem_handlers(app)
    at = datetime.fromisoformat("2024-09-30T10:00:00+08:00")

    @app.get("/api/v1/samples/{sample_id}")
    async def sample(sample_id: UUID) -> SampleView:
        return SampleView(id=sample_id, title="预付卡退费", dispatched_at=at)

    @app.post("/api/v1/samples", status_code=201)
    async def take(body: Sample) -> SampleView:
        return SampleView(id=UUID(int=1), title=body.title, dispatched_at=body.dispatched_at)

    if doors:
        timepiece = Timepiece()
        tokens = LocalIssuer(folder / "issuer.json", timepiece.wall).tokens()
        open_doors(app, service="bench", plan=DoorPlan(app, ACCESS), tokens=tokens, timepiece=timepiece)
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
