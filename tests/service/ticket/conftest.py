"""The ticket service at work for one test, and its doors as seen by the hotline and by the people of units."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest
from pydantic_core import to_json
from sqlalchemy import Table, func, select

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from gongkai.webhooks.courier import Courier
from gongkai.webhooks.signatures import Signatures
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.makers import House, client, person
from tests.service.ticket.orders import REPORT, SECRET, at, event
from ticket_service.service import SERVICE

LOOPBACK = ("127.0.0.0/8",)


@dataclass(frozen=True)
class TicketDoors:
    """The service, the hotline with its secret, and people: clerk and head of 浦东, the office, a stranger, and the
    secrecy officer."""

    running: ServiceRuntime
    hotline: httpx.AsyncClient
    clerk: httpx.AsyncClient
    head: httpx.AsyncClient
    office: httpx.AsyncClient
    stranger: httpx.AsyncClient
    secrecy: httpx.AsyncClient
    _ids: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def push(self, what: str = "created", message_id: str = "", **changed: Any) -> httpx.Response:
        """The hotline says something about an order, signed; without an id it is a new message."""
        return await self.push_raw(to_json(event(what, **changed)), message_id)

    async def push_raw(self, body: bytes, message_id: str = "", secret: str = SECRET) -> httpx.Response:
        """The hotline sends exactly these bytes."""
        message_id = message_id or f"msg_{self._ids()}"
        signed = Signatures([secret]).sign(message_id, self.running.timepiece.wall(), body)
        headers = signed | {"Content-Type": "application/json"}
        return await self.hotline.post("/api/v1/hotline/events", content=body, headers=headers)

    async def ticket(self, **changed: Any) -> dict[str, Any]:
        """A new ticket as its clerk reads it."""
        answer = await self.push(**changed)
        assert answer.status_code == 202, answer.text
        return await self.read(answer.json()["ticket_id"])

    async def read(self, ticket_id: str) -> dict[str, Any]:
        """A ticket as the office reads it."""
        answer = await self.office.get(f"/api/v1/tickets/{ticket_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def act(self, who: httpx.AsyncClient, ticket: dict[str, Any], act: str, **body: Any) -> httpx.Response:
        """Somebody changes the ticket that he has read."""
        method = "PUT" if act == "report" else "POST"
        headers = {"If-Match": f'"{ticket["version"]}"'}
        content = {"json": body} if body else {}
        return await who.request(method, f"/api/v1/tickets/{ticket['id']}/{act}", headers=headers, **content)

    async def contacted(self, **changed: Any) -> dict[str, Any]:
        """A ticket whose citizen was reached."""
        ticket = await self.ticket(**changed)
        answer = await self.act(self.clerk, ticket, "contacts", channel="phone", outcome="reached")
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def reported(self, **changed: Any) -> dict[str, Any]:
        """A ticket with a report that waits for a signature."""
        ticket = await self.contacted(**changed)
        answer = await self.act(self.clerk, ticket, "report", **REPORT)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def finished(self, **changed: Any) -> dict[str, Any]:
        """A ticket whose report is signed."""
        answer = await self.act(self.head, await self.reported(**changed), "sign-off")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def rows(self, table: Table) -> list[Any]:
        """All rows of a table."""
        async with self.running.reading() as db:
            return list((await db.execute(select(table))).all())

    async def count(self, table: Table) -> int:
        """How many rows a table has."""
        async with self.running.reading() as db:
            return int(await db.scalar(select(func.count()).select_from(table)) or 0)


@asynccontextmanager
async def at_the_doors(running: ServiceRuntime) -> AsyncIterator[TicketDoors]:
    """Everybody at the doors of a service at work."""
    people = {
        "hotline": None,
        "clerk": person("clerk", "pudong"),
        "head": person("head", "pudong"),
        "office": person("office"),
        "stranger": person("clerk", "huangpu"),
        "secrecy": person("secrecy"),
    }
    async with AsyncExitStack() as stack:
        clients = {name: await stack.enter_async_context(client(running, who)) for name, who in people.items()}
        yield TicketDoors(running=running, **clients)


@pytest.fixture
async def doors(house: House, timepiece: Timepiece) -> AsyncIterator[TicketDoors]:
    """It is 2024-09-30 11:00 in Shanghai."""
    timepiece.move(at("2024-09-30 11:00"))
    async with house.open(SERVICE, hotline_secrets=(SECRET,)) as running, at_the_doors(running) as everybody:
        yield everybody


@pytest.fixture
async def second(house: House, doors: TicketDoors) -> AsyncIterator[TicketDoors]:
    """A second process on the same database."""
    url = doors.running.engine.url.render_as_string(hide_password=False)
    async with house.open(SERVICE, url=url, hotline_secrets=(SECRET,)) as running, at_the_doors(running) as everybody:
        yield everybody


@pytest.fixture
async def sandbox() -> AsyncIterator[HotlineSandbox]:
    """A hotline on a free port of this machine."""
    async with HotlineSandbox("http://127.0.0.1:9", SECRET).listening() as listening:
        yield listening


@pytest.fixture
async def called(house: House, timepiece: Timepiece, sandbox: HotlineSandbox) -> AsyncIterator[TicketDoors]:
    """The service, with the sandbox as its hotline; no loop runs, the test sends the courier."""
    timepiece.move(at("2024-09-30 11:00"))
    changed = {"hotline_secrets": (SECRET,), "hotline_url": sandbox.callback_url, "hotline_networks": LOOPBACK}
    async with house.open(SERVICE, **changed) as running, at_the_doors(running) as everybody:
        yield everybody


def courier_of(doors: TicketDoors) -> Courier:
    return doors.running.resources.get(Courier)
