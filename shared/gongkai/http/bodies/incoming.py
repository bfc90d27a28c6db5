"""A body that is taken as it comes: bounded while it is read, and parted from properly when it is not read to its end.

Closing a connection on which bytes still arrive makes the other side's system throw away what it has not read yet: the
answer. So after an early answer the rest runs out for a while, unread, before the connection ends.
"""

import asyncio
from typing import Final

from starlette.types import Message, Receive, Send

from gongkai.edge_refusals import EdgeRefusal
from gongkai.http.bodies.json_body import TOO_LARGE, BodyTooLarge
from gongkai.refusals import Ground

LINGERING: Final = 5.0
"""Seconds after an early answer."""
STALLED: Final = 60.0
"""Seconds without a byte, after which the sender is taken for gone."""
RUN_OUT: Final = 16 * 1024 * 1024
"""Bytes in that time."""


class BodyTooSlow(EdgeRefusal):
    """Nothing more came for a minute."""

    code = "body-too-slow"
    ground = Ground.untimely


class Incoming:
    """One request's body, streamed."""

    def __init__(self, receive: Receive, largest: int, stalled: float = STALLED) -> None:
        self._receive = receive
        self._left = largest
        self._stalled = stalled
        self._ended = False

    async def receive(self) -> Message:
        """The next piece; refuses to go on as soon as more has come than allowed, or when nothing comes."""
        try:
            async with asyncio.timeout(None if self._ended else self._stalled):
                message = await self._next()
        except TimeoutError:
            raise BodyTooSlow("提交中断，请重新上传。") from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise BodyTooLarge(TOO_LARGE)
        return message

    def parting(self, send: Send) -> Send:
        """A `send` that ends the connection after an answer that came before the body's end."""
        closing = False

        async def sending(message: Message) -> None:
            nonlocal closing
            if message["type"] == "http.response.start" and not self._ended:
                closing = True
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            elif closing and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await self._run_out()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        return sending

    async def _next(self) -> Message:
        message = await self._receive()
        self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def _run_out(self) -> None:
        passed = 0
        try:
            async with asyncio.timeout(LINGERING):
                while not self._ended and passed < RUN_OUT:
                    passed += len((await self._next()).get("body", b""))
        except TimeoutError:
            return
