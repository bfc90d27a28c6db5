"""A citizen's file, fetched from the hotline by its address: signed for, cut off where it is too long, examined."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import httpx

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import ALLOWED, MP4, suffix_of
from gongkai.documents.refusals import VirusCheckAway
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.webhooks.destination import DestinationRefused
from gongkai.webhooks.signatures import Signatures
from ticket_service.attachments.domain import Hindrance, IncomingFile, NotFetched
from ticket_service.ticket import gateways as hotline
from ticket_service.ticket import gateways as signed_get

LONGEST_FETCH: Final = 120.0
"""Seconds for one file, however slowly it comes."""


async def fetch(running: ServiceRuntime, one: IncomingFile, *, longest: float = LONGEST_FETCH) -> ExaminedFile:
    """Bring the file into the vault; raises `NotFetched`, or the refusal of a file that may not be kept."""
    signs = hotline.signatures(running)
    assert signs, "without a secret nothing is fetched"
    try:
        return await _kept(running, signs, one, asyncio.get_running_loop().time() + longest)
    except (DestinationRefused, ValueError, httpx.InvalidURL):
        raise NotFetched(Hindrance.address) from None
    except (TimeoutError, httpx.TimeoutException):
        raise NotFetched(Hindrance.too_slow) from None
    except VirusCheckAway:
        raise NotFetched(Hindrance.virus_check_away) from None
    except (httpx.HTTPError, OSError):
        raise NotFetched(Hindrance.unreachable) from None


async def _kept(running: ServiceRuntime, signs: Signatures, one: IncomingFile, until: float) -> ExaminedFile:
    async with asyncio.timeout_at(until) as opening, signed_get.signed_get(running, signs, one.url, "*/*") as answer:
        opening.reschedule(None)
        if answer.status_code == httpx.codes.GONE:
            raise NotFetched(Hindrance.gone)
        if answer.status_code != httpx.codes.OK:
            raise NotFetched(Hindrance.answered_otherwise, answer.status_code)
        name = with_ending(one.name, answer.headers.get("content-type", ""))
        return await blob_store_of(running).keep(_before(until, answer), name, largest=MP4.largest, goes_public=False)


def with_ending(name: str, media_type: str) -> str:
    """The name, with the ending that the answer's media type gives it if it has none of its own. What is in the file
    decides, not what anybody calls it: that is examined afterwards."""
    if suffix_of(name):
        return name
    said = media_type.partition(";")[0].strip().lower()
    return name + next((kind.suffix for kind in ALLOWED.values() if kind.media_type == said), "")


async def _before(until: float, answer: httpx.Response) -> AsyncIterator[bytes]:
    """The bytes as they came, nothing unpacked; raises `TimeoutError` when the time is over."""
    pieces = answer.aiter_raw()
    while True:
        async with asyncio.timeout_at(until):
            piece = await anext(pieces, None)
        if piece is None:
            return
        yield piece
