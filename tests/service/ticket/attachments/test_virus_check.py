"""Files of a case are checked for viruses where a scanner is set, and the desk says which were (E5)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from gongkai.timepiece import Timepiece
from tests.clamd import EICAR, Clamd, clamd
from tests.makers import House
from tests.service.ticket.attachments.test_case_files import HTML, post, put
from tests.service.ticket.attachments.test_incoming_files import PHOTO, Files, fetch_when_due
from tests.service.ticket.conftest import LOOPBACK, at_the_doors
from tests.service.ticket.hotline_files import Told, file_server
from tests.service.ticket.orders import SECRET, at
from ticket_service.service import SERVICE


@asynccontextmanager
async def checked(house: House, timepiece: Timepiece) -> AsyncIterator[tuple[Files, Clamd]]:
    """The service with a scanner, and the server on which the hotline keeps what citizens sent."""
    timepiece.move(at("2024-09-30 11:00"))
    async with clamd() as scanner, file_server() as server:
        set_to = {"clamd": scanner.address, "hotline_secrets": (SECRET,), "hotline_networks": LOOPBACK}
        async with house.open(SERVICE, **set_to) as running, at_the_doors(running) as doors:
            yield Files(doors, server, timepiece), scanner


async def test_e5_a_citizens_file_waits_until_it_can_be_checked(house: House, timepiece: Timepiece) -> None:
    async with checked(house, timepiece) as (files, scanner):
        scanner.says = b""
        ticket = await files.ticket(Told.file(PHOTO))
        await fetch_when_due(files.doors.running)
        (one,) = await files.listed(ticket)
        assert (one["state"], one["reason"], one["virus_checked"]) == ("waiting", "virus-check-away", False)
        assert "查毒服务没有应答" in one["detail"]
        scanner.says = None
        files.later(timedelta(hours=24))
        await fetch_when_due(files.doors.running)
        (one,) = await files.listed(ticket)
        assert (one["state"], one["virus_checked"]) == ("fetched", True)
        page = await files.doors.clerk.get(f"/desk/tickets/{ticket['id']}/files", headers=HTML)
        assert "已查毒" in page.text
        assert "未查毒" not in page.text


async def test_e5_an_infected_file_of_a_citizen_is_refused_for_good(house: House, timepiece: Timepiece) -> None:
    async with checked(house, timepiece) as (files, _):
        ticket = await files.ticket(Told.file(EICAR), names=["说明.txt"])
        await fetch_when_due(files.doors.running)
        (one,) = await files.listed(ticket)
        assert (one["state"], one["reason"], one["file_id"]) == ("refused", "file-infected", None)


async def test_e5_a_clerk_reads_beside_the_field_why_a_file_is_not_kept(house: House, timepiece: Timepiece) -> None:
    async with checked(house, timepiece) as (files, scanner):
        ticket = await files.doors.contacted(attachments=[])
        refused = await post(files.doors.clerk, ticket, EICAR, "说明.txt")
        assert refused.status_code == 422
        assert "带有病毒" in refused.text
        scanner.says = b""
        away = await post(files.doors.clerk, ticket, PHOTO)
        assert away.status_code == 503
        assert "查毒服务暂时没有应答" in away.text


async def test_e5_without_a_scanner_the_desk_says_unchecked(house: House, timepiece: Timepiece) -> None:
    timepiece.move(at("2024-09-30 11:00"))
    async with house.open(SERVICE, hotline_secrets=(SECRET,)) as running, at_the_doors(running) as doors:
        ticket = await doors.contacted(attachments=[])
        assert (await put(doors.clerk, ticket, PHOTO, "现场.jpg")).json()[0]["virus_checked"] is False
        page = await doors.clerk.get(f"/desk/tickets/{ticket['id']}/files", headers=HTML)
        assert "未查毒" in page.text
