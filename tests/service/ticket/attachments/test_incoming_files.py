"""What citizens send along: fetched from the hotline soon after the order, examined, kept once, from nowhere else."""

import asyncio
import hashlib
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from gongkai.audit.entries import audit_entry
from gongkai.files.file_index import stored_file
from gongkai.runtime.blobs import blob_store_of
from gongkai.timepiece import Timepiece
from tests.makers import House
from tests.service.ticket.conftest import LOOPBACK, TicketDoors, at_the_doors
from tests.service.ticket.hotline_files import FileServer, Told, file_server
from tests.service.ticket.orders import NAME, SECRET, at
from tests.unit.documents.made import jpeg
from ticket_service.attachments.domain import TRIES, IncomingFile
from ticket_service.attachments.gateways import fetch, with_ending
from ticket_service.attachments.store import incoming_file
from ticket_service.attachments.timers import fetch_when_due
from ticket_service.attachments.usecases import LEASE, fetch_due_files
from ticket_service.service import SERVICE

PHOTO = jpeg()
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@dataclass
class Files:
    """The bureau, and the server on which the hotline keeps what citizens sent."""

    doors: TicketDoors
    server: FileServer
    timepiece: Timepiece

    async def ticket(self, *told: Told, **changed: Any) -> dict[str, Any]:
        """An order with one attachment for each thing that the server says."""
        names = changed.pop("names", [f"{NAME}的小票{number}.jpg" for number in range(len(told))])
        return await self.doors.ticket(attachments=self.attachments(names, told), **changed)

    def attachments(self, names: list[str], told: Any, at: str = "/files") -> list[dict[str, str]]:
        pairs = enumerate(zip(names, told, strict=True))
        return [{"name": name, "url": self.server.url(f"{at}/{number}", one)} for number, (name, one) in pairs]

    async def listed(self, ticket: dict[str, Any], who: str = "clerk") -> list[dict[str, Any]]:
        answer = await getattr(self.doors, who).get(f"/api/v1/tickets/{ticket['id']}/files")
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    async def ended(self, told: Told, **changed: Any) -> dict[str, Any]:
        """What became of one file after one round."""
        ticket = await self.ticket(told, **changed)
        await fetch_when_due(self.doors.running)
        (one,) = await self.listed(ticket)
        return one

    def later(self, pause: timedelta) -> None:
        self.timepiece.move(self.timepiece.now() + pause)


@pytest.fixture
async def files(house: House, timepiece: Timepiece) -> AsyncIterator[Files]:
    """It is 2024-09-30 11:00 in Shanghai; no loop runs, the test takes each step."""
    timepiece.move(at("2024-09-30 11:00"))
    changed: dict[str, Any] = {"hotline_secrets": (SECRET,), "hotline_networks": LOOPBACK}
    async with file_server() as server, house.open(SERVICE, **changed) as running, at_the_doors(running) as doors:
        yield Files(doors, server, timepiece)


async def test_c3_an_attachment_is_fetched_once_and_read_by_the_handling_unit_only(files: Files) -> None:
    ticket = await files.ticket(Told.file(PHOTO))
    assert [(one["state"], one["file_id"]) for one in await files.listed(ticket)] == [("waiting", None)]
    assert await fetch_when_due(files.doors.running) == 1
    assert await fetch_when_due(files.doors.running) == 0
    assert (files.server.asked, files.server.unsigned) == (["/files/0"], 0)
    (one,) = await files.listed(ticket)
    assert (one["kind"], one["state"], one["name"], one["size"]) == (
        "from_hotline",
        "fetched",
        f"{NAME}的小票0.jpg",
        len(PHOTO),
    )
    path = f"/api/v1/tickets/{ticket['id']}/files/{one['file_id']}"
    assert (await files.doors.clerk.get(path)).content == PHOTO
    (seen,) = await files.listed(ticket, "office")
    assert (NAME in seen["name"], seen["file_id"], seen["sha256"], seen["state"]) == (False, None, "", "fetched")
    assert (await files.doors.office.get(path)).status_code == 404
    assert (await files.doors.stranger.get(path)).status_code == 404
    assert (await files.doors.stranger.get(f"/api/v1/tickets/{ticket['id']}/files")).status_code == 404
    acts = [row.act for row in await files.doors.rows(audit_entry) if row.act.startswith("ticket.file")]
    assert acts == ["ticket.file_fetched", "ticket.file_read"]


@pytest.mark.parametrize(
    ("told", "state", "reason"),
    [
        (Told.status(302, "Location: http://127.0.0.1:1/elsewhere"), "waiting", "answered-otherwise"),
        (Told.status(503), "waiting", "answered-otherwise"),
        (Told.status(404), "waiting", "answered-otherwise"),
        (Told.status(410), "failed", "gone"),
        (Told.file(PHOTO, length=len(PHOTO) + 5), "waiting", "unreachable"),
        (Told(b"nonsense\r\n\r\n", []), "waiting", "unreachable"),
        (Told.file(PHOTO, pause=0.3), "waiting", "too-slow"),
        (Told.file(b"%PDF-1.7\n"), "refused", "file-kind-mismatch"),
        (Told.file(b""), "refused", "file-empty"),
        (Told.file(PHOTO[: len(PHOTO) // 2]), "refused", "file-unreadable"),
        (Told.file(PHOTO, length=3), "refused", "file-unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_c3_whatever_the_hotlines_server_does_ends_in_words(
    files: Files, told: Told, state: str, reason: str
) -> None:
    ticket = await files.ticket(told)
    impatient = partial(fetch, longest=0.5)
    await fetch_due_files(files.doors.running, impatient)
    (one,) = await files.listed(ticket)
    assert (one["state"], one["reason"], one["tries"]) == (state, reason, 1)
    assert one["detail"]
    assert files.server.asked == ["/files/0"], "a redirect leads nowhere"
    assert await files.doors.count(stored_file) == 0


async def test_c3_an_endless_body_is_cut_off_where_files_end(files: Files) -> None:
    one = await files.ended(Told.flood(), names=["a.txt"])
    assert (one["state"], one["reason"]) == ("refused", "file-too-large")


async def test_c3_what_is_in_a_file_counts_not_what_its_server_calls_it(files: Files) -> None:
    one = await files.ended(Told.file(PHOTO, media_type="text/html"))
    assert (one["state"], one["media_type"]) == ("fetched", "image/jpeg")


async def test_c3_a_name_without_ending_gets_that_of_its_media_type(files: Files) -> None:
    one = await files.ended(Told.file(PHOTO, media_type="image/jpeg; q=1"), names=["现场照片"])
    assert (one["state"], one["name"]) == ("fetched", "现场照片")
    assert with_ending("a.pdf", "image/jpeg") == "a.pdf"
    assert with_ending("a", "text/html") == "a"


async def test_c3_what_is_signed_is_the_address_as_it_is_sent(files: Files) -> None:
    path = "/files/%E5%B0%8F%E7%A5%A8?id=1&t=a%2Fb"
    files.server.says[path] = Told.file(PHOTO)
    url = f"http://127.0.0.1:{files.server.port}/files/小票?id=1&t=a%2Fb#top"
    await files.doors.ticket(attachments=[{"name": "a.jpg", "url": url}])
    await fetch_when_due(files.doors.running)
    assert (files.server.asked, files.server.unsigned) == ([path], 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/secret.jpg",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8000/ops",
        "file:///etc/passwd",
        "http://user:word@127.0.0.1/a.jpg",
        "http://127.0.0.1:99999/a.jpg",
        "gopher://127.0.0.1/a",
    ],
)
async def test_c3_no_address_leads_into_our_own_network(files: Files, url: str) -> None:
    ticket = await files.doors.ticket(attachments=[{"name": "a.jpg", "url": url}])
    await fetch_when_due(files.doors.running)
    (one,) = await files.listed(ticket)
    assert (one["state"], one["reason"]) == ("failed", "address-not-allowed")


async def test_c3_without_networks_of_the_hotline_our_own_are_shut(doors: TicketDoors, files: Files) -> None:
    """`doors` has no networks set: loopback is ours."""
    url = files.server.url("/a", Told.file(PHOTO))
    await doors.ticket(attachments=[{"name": "a.jpg", "url": url}])
    await fetch_when_due(doors.running)
    (row,) = await doors.rows(incoming_file)
    assert (row.state, row.reason, files.server.asked) == ("failed", "address-not-allowed", [])


async def test_c3_who_cannot_be_reached_is_tried_over_days_then_by_hand(files: Files) -> None:
    ticket = await files.ticket(Told.status(503))
    for _ in range(TRIES - 1):
        await fetch_when_due(files.doors.running)
        assert (await files.listed(ticket))[0]["state"] == "waiting"
        files.later(timedelta(hours=24))
    await fetch_when_due(files.doors.running)
    (one,) = await files.listed(ticket)
    assert (one["state"], one["tries"], len(files.server.asked)) == ("failed", TRIES, TRIES)
    files.server.url("/files/0", Told.file(PHOTO))
    path = f"/api/v1/tickets/{ticket['id']}/files/{one['incoming_id']}/fetch"
    assert (await files.doors.office.post(path)).status_code == 403
    assert (await files.doors.stranger.post(path)).status_code == 404
    assert (await files.doors.clerk.post(path)).status_code == 202
    assert (await files.doors.clerk.post(path)).status_code == 409
    await fetch_when_due(files.doors.running)
    assert [one["state"] for one in await files.listed(ticket)] == ["fetched"]


async def test_c3_two_workers_fetch_a_file_once(files: Files, house: House) -> None:
    for number in range(4):
        await files.ticket(Told.file(PHOTO, pause=0.02), order_no=f"two-{number}")
        files.server.says[f"/files/{number}"] = Told.file(PHOTO, pause=0.02)
    url = files.doors.running.engine.url.render_as_string(hide_password=False)
    async with house.open(SERVICE, url=url, hotline_secrets=(SECRET,), hotline_networks=LOOPBACK) as other:
        await asyncio.gather(*(fetch_when_due(one) for one in (files.doors.running, other)))
    assert len(files.server.asked) == 4
    assert await files.doors.count(stored_file) == 4


async def test_c3_a_worker_that_is_killed_before_its_commit_loses_and_doubles_nothing(files: Files) -> None:
    ticket = await files.ticket(Told.file(PHOTO))
    url = files.doors.running.engine.url.render_as_string(hide_password=False)
    folder, now = str(files.doors.running.settings.folder), files.timepiece.now().isoformat()
    module = "tests.service.ticket.attachments.dying_fetcher"
    dying = await asyncio.create_subprocess_exec(sys.executable, "-m", module, url, folder, now)
    assert await dying.wait() == -signal.SIGKILL
    assert files.server.asked == ["/files/0"]
    assert await blob_store_of(files.doors.running).bytes_of(SHA256) == PHOTO, "the vault has the bytes"
    assert await fetch_when_due(files.doors.running) == 0, "nobody else takes it while the lease lasts"
    files.later(LEASE + timedelta(seconds=1))
    assert await fetch_when_due(files.doors.running) == 1
    assert [one["state"] for one in await files.listed(ticket)] == ["fetched"]
    assert await files.doors.count(stored_file) == 1


async def test_c3_a_file_on_which_every_worker_breaks_is_given_up(files: Files) -> None:
    ticket = await files.ticket(Told.file(PHOTO))

    async def broken(running: Any, one: IncomingFile) -> Any:
        raise MemoryError

    for _ in range(TRIES):
        with pytest.raises(MemoryError):
            await fetch_due_files(files.doors.running, broken)
        files.later(LEASE + timedelta(seconds=1))
    assert await fetch_due_files(files.doors.running, broken) == 1
    (one,) = await files.listed(ticket)
    assert (one["state"], one["reason"]) == ("failed", "unended")
    path = f"/api/v1/tickets/{ticket['id']}/files/{one['incoming_id']}/fetch"
    assert (await files.doors.clerk.post(path)).status_code == 202
    await fetch_when_due(files.doors.running)
    assert [one["state"] for one in await files.listed(ticket)] == ["fetched"]


async def test_c3_a_worker_that_comes_back_after_its_lease_changes_nothing(files: Files) -> None:
    await files.ticket(Told.file(PHOTO))

    async def late(running: Any, one: IncomingFile) -> Any:
        files.later(LEASE + timedelta(seconds=1))
        assert await fetch_when_due(running) == 1
        return await fetch(running, one)

    await fetch_due_files(files.doors.running, late)
    assert await files.doors.count(stored_file) == 1


async def test_c3_an_amended_order_brings_its_new_files_and_keeps_the_old(files: Files) -> None:
    ticket = await files.ticket(Told.file(PHOTO))
    await fetch_when_due(files.doors.running)
    more = files.attachments(["新的.jpg"], [Told.file(jpeg(b"2"))], at="/more")
    for occurred, attachments in (("2024-09-30 10:30", more), ("2024-09-30 10:40", more)):
        answer = await files.doors.push("amended", occurred=occurred, attachments=attachments)
        assert answer.status_code == 202
    await fetch_when_due(files.doors.running)
    assert files.server.asked == ["/files/0", "/more/0"]
    assert [(one["name"], one["state"]) for one in await files.listed(ticket)] == [
        (f"{NAME}的小票0.jpg", "fetched"),
        ("新的.jpg", "fetched"),
    ]


async def test_c3_an_amendment_that_came_before_its_order_costs_no_file(files: Files) -> None:
    more = files.attachments(["新的.jpg"], [Told.file(jpeg(b"2"))], at="/more")
    assert (await files.doors.push("amended", occurred="2024-09-30 10:30", attachments=more)).status_code == 202
    await files.ticket(Told.file(PHOTO))
    await fetch_when_due(files.doors.running)
    assert sorted(files.server.asked) == ["/files/0", "/more/0"]


async def test_c3_an_attachment_without_address_is_said_to_lie_at_the_hotline(files: Files) -> None:
    ticket = await files.doors.ticket(attachments=[{"name": "录音.mp3"}])
    assert await fetch_when_due(files.doors.running) == 0
    assert [(one["name"], one["state"]) for one in await files.listed(ticket)] == [("录音.mp3", "at_hotline")]


async def test_c3_the_longest_address_and_fifty_files_hold_up_no_order(files: Files) -> None:
    url = "http://127.0.0.1:1/" + "市" * 1979
    attachments = [{"name": f"{number}.jpg", "url": f"{url}{number:02}"} for number in range(50)]
    await files.doors.ticket(attachments=attachments)
    assert await files.doors.count(incoming_file) == 50
    while await fetch_when_due(files.doors.running):
        pass
