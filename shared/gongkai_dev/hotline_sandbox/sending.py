"""One try to hand a message to the bureau, with whatever befalls it on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

import httpx

from gongkai.webhooks.signatures import Signatures
from gongkai_dev.hotline_sandbox.faults import Drawn, Fault

EVENTS: Final = "/api/v1/hotline/events"
UNKNOWN_SECRET: Final = "whsec_" + "A" * 44
PIECES: Final = 8


class ConnectionDropped(httpx.TransportError):
    """The connection broke before the message was through."""


class AnswerLost(httpx.TransportError):
    """The message arrived, its answer did not."""


class Turns:
    """Lets one wait until another has gone first."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    async def wait_for_another(self, longest: float) -> None:
        """Wait until another message has had its turn, within a bound: there may be none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._next.wait()

    def had(self) -> None:
        """End a turn: a message that waits may go now."""
        self._next.set()
        self._next = asyncio.Event()


class Sender:
    """Signs messages and brings them to the suite."""

    def __init__(self, client: httpx.AsyncClient, signatures: Signatures) -> None:
        self._client = client
        self._signatures = signatures
        self._turns = Turns()

    def sign(self, message_id: str, now: datetime, body: bytes, drawn: Drawn) -> dict[str, str]:
        """The headers of this try."""
        signatures = Signatures([UNKNOWN_SECRET]) if Fault.wrong_signature in drawn else self._signatures
        skewed = now + timedelta(seconds=drawn.get(Fault.skew, 0.0))
        return signatures.sign(message_id, skewed, body) | {"Content-Type": "application/json"}

    async def send(self, headers: dict[str, str], body: bytes, drawn: Drawn) -> httpx.Response:
        """Send it once; raises `httpx.TransportError` where no answer arrives."""
        if Fault.late in drawn:
            await asyncio.sleep(drawn[Fault.late])
        if Fault.reordered in drawn:
            await self._turns.wait_for_another(drawn[Fault.reordered])
        try:
            answer = await self._post(headers, body, drawn)
        finally:
            self._turns.had()
        if Fault.unanswered in drawn:
            raise AnswerLost("the answer was lost on its way")
        return answer

    async def _post(self, headers: dict[str, str], body: bytes, drawn: Drawn) -> httpx.Response:
        if Fault.truncated in drawn:
            body = body[: len(body) // 2]
        if Fault.dropped in drawn:
            content, length = _broken_off(body), {"Content-Length": str(len(body))}
        elif Fault.slow in drawn:
            content, length = in_pieces(body, drawn[Fault.slow]), {"Content-Length": str(len(body))}
        else:
            return await self._client.post(EVENTS, content=body, headers=headers)
        return await self._client.post(EVENTS, content=content, headers=headers | length)


async def in_pieces(body: bytes, seconds: float) -> AsyncIterator[bytes]:
    """The same bytes, one after another over so many seconds."""
    size = len(body) // PIECES + 1
    for start in range(0, len(body), size):
        yield body[start : start + size]
        await asyncio.sleep(seconds / PIECES)


async def _broken_off(body: bytes) -> AsyncIterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionDropped("the connection broke")
