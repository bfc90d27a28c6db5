"""What an endpoint may ask for: a transaction to write in, a connection to read from, who is asking, what time it is.

All are coroutines, even those that wait for nothing: FastAPI runs any other function in a thread (60 µs and more each).
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work


async def runtime_of(request: Request) -> ServiceRuntime:
    """The service that answers."""
    running: ServiceRuntime = request.app.state.running
    return running


async def who_asks(request: Request) -> Actor:
    """The person or machine that the access table let in."""
    actor: Actor = request.state.actor
    return actor


async def open_work(request: Request) -> AsyncIterator[Work]:
    """One transaction; with `scope="function"` it commits before the answer is sent, or else it is a 500."""
    running = await runtime_of(request)
    async with running.work(await who_asks(request)) as work:
        yield work


async def open_reading(request: Request) -> AsyncIterator[AsyncConnection]:
    """A connection that is only read from."""
    running = await runtime_of(request)
    async with running.reading() as db:
        yield db


async def office_now(request: Request) -> datetime:
    """The office's time, a UTC instant."""
    running = await runtime_of(request)
    return running.timepiece.now()


WorkDep = Annotated[Work, Depends(open_work, scope="function")]
ReadDep = Annotated[AsyncConnection, Depends(open_reading, scope="function")]
ActorDep = Annotated[Actor, Depends(who_asks)]
RuntimeDep = Annotated[ServiceRuntime, Depends(runtime_of)]
NowDep = Annotated[datetime, Depends(office_now)]
