"""Files are checked for viruses where a scanner is set: what it finds is refused, and nothing is kept unchecked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from gongkai.documents.refusals import VirusCheckAway
from gongkai.files import file_index
from gongkai.files.virus_check import VirusScanner
from gongkai.runtime.service import ServiceRuntime
from tests.clamd import EICAR, clamd
from tests.makers import House, client, person
from tests.service.files.filing import FILES, SERVICE
from tests.unit.documents.files_with_metadata import photograph

TEXT = "一段文字。".encode() * 100_000


@asynccontextmanager
async def filing_with(house: House, address: str) -> AsyncIterator[tuple[ServiceRuntime, httpx.AsyncClient]]:
    """The filing service with a scanner at this address, and a clerk at its door."""
    async with house.open(SERVICE, clamd=address) as running, client(running, person("clerk")) as clerk:
        yield running, clerk


async def in_the_index(running: ServiceRuntime) -> list[tuple[str, bool]]:
    async with running.reading() as db:
        rows = await db.execute(select(file_index.stored_file.c.name, file_index.stored_file.c.virus_checked))
        return [(row.name, row.virus_checked) for row in rows]


async def test_e5_a_file_that_was_checked_says_so(house: House) -> None:
    async with clamd() as scanner, filing_with(house, scanner.address) as (running, clerk):
        answer = await clerk.put(FILES, params={"name": "a.txt"}, content=TEXT)
        assert answer.status_code == 201
        assert scanner.received == len(TEXT)
        assert await in_the_index(running) == [("a.txt", True)]


async def test_e5_what_is_checked_is_what_is_kept(house: House) -> None:
    """A picture that goes public is checked after it was cleaned."""
    async with clamd() as scanner, filing_with(house, scanner.address) as (_, clerk):
        name = {"name": "a.jpg", "goes_public": "true"}
        answer = await clerk.put(FILES, params=name, content=photograph())
        assert scanner.received == answer.json()["size"] != len(photograph())


async def test_e5_an_infected_file_is_refused_in_words_and_not_kept(house: House, tmp_path: Path) -> None:
    async with clamd() as scanner, filing_with(house, scanner.address) as (running, clerk):
        answer = await clerk.put(FILES, params={"name": "a.txt"}, content=EICAR)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:gongkai:problem:file-infected")
        assert "病毒" in answer.json()["detail"]
        assert await in_the_index(running) == []
        assert not [one for one in (running.settings.folder / "files").rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"x" * 100_000, b"stream: OK or not\0"]
)
async def test_e5_without_a_verdict_nothing_is_kept(house: House, says: bytes) -> None:
    async with clamd() as scanner, filing_with(house, scanner.address) as (running, clerk):
        scanner.says = says
        answer = await clerk.put(FILES, params={"name": "a.txt"}, content=TEXT)
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:gongkai:problem:virus-check-away")
        assert "稍后再上传" in answer.json()["detail"]
        assert await in_the_index(running) == []


async def test_e5_a_scanner_that_is_away_is_asked_again_next_time(house: House) -> None:
    async with clamd() as scanner:
        address = scanner.address
    async with filing_with(house, address) as (_, clerk):
        assert (await clerk.put(FILES, params={"name": "a.txt"}, content=TEXT)).status_code == 503


async def test_e5_a_scanner_that_never_answers_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(TEXT)
    async with clamd() as scanner:
        scanner.silent = True
        with pytest.raises(VirusCheckAway):
            await VirusScanner(scanner.address, within=0.3).require_clean(file)


async def test_e5_a_scanner_may_listen_on_a_socket(house: House, tmp_path: Path) -> None:
    async with clamd(tmp_path / "c") as scanner, filing_with(house, scanner.address) as (running, clerk):
        assert (await clerk.put(FILES, params={"name": "a.txt"}, content=TEXT)).status_code == 201
        assert await in_the_index(running) == [("a.txt", True)]


@pytest.mark.parametrize("address", ["clamd", ":3310", "host:", "host:port", "./socket"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="GONGKAI_CLAMD"):
        VirusScanner(address)


async def test_e5_without_a_scanner_files_are_kept_unchecked(house: House) -> None:
    async with filing_with(house, "") as (running, clerk):
        assert (await clerk.put(FILES, params={"name": "a.txt"}, content=EICAR)).status_code == 201
        assert await in_the_index(running) == [("a.txt", False)]
