"""Ready answers (F3) for staff: whoever may read a ticket reads at the door what the route behind it would give him."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.makers import House
from tests.ready import KNOWING, alike, knowing
from tests.service.ticket.conftest import TicketDoors, at_the_doors
from tests.statements import statements
from ticket_service.service import SERVICE

READERS = ("clerk", "head", "office", "stranger", "secrecy", "hotline")

WITHOUT_FAST_READS = replace(SERVICE, features=tuple(replace(one, fast_reads=()) for one in SERVICE.features))


@pytest.fixture
async def behind(doors: TicketDoors, house: House) -> AsyncIterator[TicketDoors]:
    """The same people at the same service, without fast reads."""
    url = doors.running.engine.url.render_as_string(hide_password=False)
    async with house.open(WITHOUT_FAST_READS, url=url) as running, at_the_doors(running) as everybody:
        yield everybody


async def read_alike(doors: TicketDoors, behind: TicketDoors, path: str) -> dict[str, int]:
    """Everybody reads at both doors; what each is told."""
    return {who: await alike(getattr(doors, who), getattr(behind, who), "GET", path) for who in READERS}


async def test_c2_each_reads_his_ticket_alike(doors: TicketDoors, behind: TicketDoors) -> None:
    """The unit reads the citizen's name, others a masked one, a strange unit nothing: at every stage of a ticket."""
    for stage in (doors.ticket, doors.contacted, doors.reported, doors.finished):
        ticket = await stage(order_no=f"SH-{stage.__name__}")
        told = await read_alike(doors, behind, f"/api/v1/tickets/{ticket['id']}")
        assert told == {"clerk": 200, "head": 200, "office": 200, "stranger": 404, "secrecy": 200, "hotline": 401}


@pytest.mark.parametrize("tags", KNOWING.values(), ids=KNOWING)
async def test_f3_what_the_reader_has_is_understood_alike(
    doors: TicketDoors, behind: TicketDoors, tags: list[str]
) -> None:
    ticket = await doors.ticket()
    path, headers = f"/api/v1/tickets/{ticket['id']}", knowing(tags, ticket["version"])
    for who in ("clerk", "stranger"):
        for method in ("GET", "HEAD"):
            await alike(getattr(doors, who), getattr(behind, who), method, path, headers)


async def test_f3_a_ready_answer_asks_nothing_of_the_engine(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    path = f"/api/v1/tickets/{ticket['id']}"
    async with statements(doors.running) as asked:
        assert (await doors.clerk.get(path)).status_code == 200
        assert (await doors.clerk.get(path, headers={"If-None-Match": f'"{ticket["version"]}"'})).status_code == 304
    assert asked == []
