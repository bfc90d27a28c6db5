"""The sandbox's invented citizens send something along, and its doors give it or not, as told."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gongkai_dev.hotline_sandbox.attachments import NAMES, content_of
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.bench.site import free_port
from tests.makers import House
from tests.service.ticket.conftest import LOOPBACK, TicketDoors, at_the_doors
from tests.service.ticket.orders import SECRET
from ticket_service.attachments.store import incoming_file
from ticket_service.attachments.timers import fetch_when_due
from ticket_service.service import SERVICE


@pytest.fixture
async def both(house: House) -> AsyncIterator[tuple[TicketDoors, HotlineSandbox]]:
    """The bureau and the sandbox, each at the other's door."""
    here = f"http://127.0.0.1:{free_port()}/callbacks"
    changed: dict[str, Any] = {"hotline_secrets": (SECRET,), "hotline_url": here, "hotline_networks": LOOPBACK}
    async with house.open(SERVICE, **changed) as running, at_the_doors(running) as doors:
        sandbox = HotlineSandbox("http://gongkai.test", SECRET, doors.hotline)
        async with sandbox.listening(here):
            yield doors, sandbox


async def fetched(both: tuple[TicketDoors, HotlineSandbox]) -> list[tuple[str, str]]:
    """What became of the files of one invented order."""
    doors, sandbox = both
    assert (await sandbox.push_invented()).status_code == 202
    await fetch_when_due(doors.running)
    return sorted((row.name, row.reason or row.state) for row in await doors.rows(incoming_file))


async def test_c10_the_sandboxs_orders_bring_files_that_the_bureau_fetches(
    both: tuple[TicketDoors, HotlineSandbox],
) -> None:
    assert await fetched(both) == [(name, "fetched") for name in sorted(NAMES.values())]
    told = [one for one in both[1].exchanges if one.type == "attachment"]
    assert [(one.status, one.to_bureau) for one in told] == [(200, False)] * 2
    assert content_of("1", "receipt.png") == content_of("1", "receipt.png")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"answer": 503}, "answered-otherwise"),
        ({"answer": 410}, "gone"),
        ({"truncated": True}, "unreachable"),
        ({"dropped": True}, "unreachable"),
        ({"slow": 0.2}, "fetched"),
    ],
    ids=str,
)
async def test_c10_the_sandbox_gives_files_badly_when_told_to(
    both: tuple[TicketDoors, HotlineSandbox], fault: dict[str, Any], reason: str
) -> None:
    doors, sandbox = both
    assert (await sandbox.push_invented()).status_code == 202
    sandbox.misbehave(**fault)
    await fetch_when_due(doors.running)
    assert {row.reason or row.state for row in await doors.rows(incoming_file)} == {reason}
    assert next(iter(fault)) in next(one for one in sandbox.exchanges if one.type == "attachment").faults


async def test_c10_the_sandbox_gives_files_to_the_bureau_only(both: tuple[TicketDoors, HotlineSandbox]) -> None:
    async with httpx.AsyncClient(base_url=both[1].base, trust_env=False) as anybody:
        assert (await anybody.get("/attachments/1/receipt.png")).status_code == 401
