"""The two lists of open orders as they travel: NDJSON, one order a line, and a last line that says how many (C8)."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Final

import httpx
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from gongkai.runtime.service import ServiceRuntime
from gongkai.webhooks.destination import DestinationRefused
from ticket_service.reconciliation.domain import ManifestBroken, ManifestLine, ManifestUnavailable
from ticket_service.settings import TicketSettings
from ticket_service.ticket import gateways as hotline
from ticket_service.ticket.gateways import signed_get

NDJSON: Final = "application/x-ndjson"
LONGEST_LINE: Final = 2000
LONGEST_WORD: Final = 64
LARGEST_LIST: Final = 512 * 1024 * 1024
LONGEST_FETCH: Final = 600.0
"""Seconds for the whole list, however slowly it comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The last line, with the number of orders before it: a list without it was cut off."""

    orders: int


LINE: Final = TypeAdapter(ManifestLine)
END: Final = TypeAdapter(End)


def encode_lines(lines: Sequence[ManifestLine]) -> bytes:
    """A piece of the list."""
    return b"".join(LINE.dump_json(line, exclude_none=True) + b"\n" for line in lines)


def encode_end(orders: int) -> bytes:
    """The last line."""
    return to_json({"orders": orders}) + b"\n"


@asynccontextmanager
async def hotline_list(running: ServiceRuntime) -> AsyncIterator[Iterator[ManifestLine]]:
    """The orders that the hotline lists, once all of them lie in a file of ours: so no transaction of ours waits for
    the hotline, and half a list is never compared. Raises `ManifestUnavailable`."""
    with TemporaryFile() as kept:
        await _fetch(running, kept)
        yield read_back(kept)


async def _fetch(running: ServiceRuntime, into: IO[bytes]) -> None:
    signs, url = hotline.signatures(running), running.own_settings(TicketSettings).hotline_manifest_url
    if signs is None or not url:
        raise ManifestUnavailable("NoAddress")
    try:
        async with asyncio.timeout(LONGEST_FETCH), signed_get(running, signs, url, NDJSON) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ManifestUnavailable(f"Http{answer.status_code}")
            await keep_whole(answer.aiter_bytes(), into)
    except (httpx.HTTPError, DestinationRefused, OSError, ValueError) as error:
        raise ManifestUnavailable(type(error).__name__) from None


async def keep_whole(pieces: AsyncIterable[bytes], into: IO[bytes]) -> None:
    """Check a list line by line and keep the lines of its orders; raises `ManifestBroken` or pydantic's error."""
    last, orders, end = "", 0, False
    async for raw in _lines(pieces):
        if end:
            raise ManifestBroken("end")
        try:
            line = LINE.validate_json(raw)
        except ValidationError:
            end = END.validate_json(raw).orders == orders
            if not end:
                raise ManifestBroken("count") from None
            continue
        if not last < line.order_no or max(map(len, (line.order_no, line.state, line.digest))) > LONGEST_WORD:
            raise ManifestBroken("line")
        last, orders = line.order_no, orders + 1
        into.write(raw + b"\n")
    if not end:
        raise ManifestBroken("cut off")


def read_back(kept: IO[bytes]) -> Iterator[ManifestLine]:
    """The orders of a list that was kept whole."""
    kept.seek(0)
    return (LINE.validate_json(raw) for raw in kept)


async def _lines(pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    rest, size = b"", 0
    async for piece in pieces:
        size += len(piece)
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE or size > LARGEST_LIST:
            raise ManifestBroken("size")
        for line in whole:
            yield line
    if rest:
        yield rest
