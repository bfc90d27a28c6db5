"""Plays the 12345 hotline: pushes signed orders, takes call-backs, remembers both sides of every exchange."""

import socket
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx
from pydantic_core import from_json, to_json

from gongkai.sandbox.doors import CALLBACKS, app_of
from gongkai.sandbox.exchange import Answer, Exchange, Faults
from gongkai.sandbox.invented import OrderBook
from gongkai.sandbox.uploads import FILE, Uploads, without_content
from gongkai.timepiece import Timepiece, new_id
from gongkai.web.server import answering
from gongkai.web.signatures import ID_HEADER, SignatureInvalid, Signatures
from gongkai.worktime.days import SHANGHAI

EVENTS: Final = "/api/v1/hotline/events"
UNKNOWN_SECRET: Final = "whsec_" + "A" * 44
REMEMBERED: Final = 1000


class HotlineSandbox:
    """A hotline that talks to the suite at `target`.

    `received` holds the body of every report once, however often it came, `uploads` every file once; `exchanges` the
    last thousand exchanges.
    """

    def __init__(self, target: str, secret: str, client: httpx.AsyncClient | None = None) -> None:
        self.target = target
        self.faults = Faults()
        self.received: list[dict[str, Any]] = []
        self.uploads = Uploads()
        self.exchanges: deque[Exchange] = deque(maxlen=REMEMBERED)
        self.callback_url = ""
        self._timepiece = Timepiece()
        self._signatures = Signatures([secret])
        self._client = client or httpx.AsyncClient(base_url=target, timeout=20, trust_env=False)
        self._answers: dict[str, Answer] = {}
        self._orders = OrderBook(f"SB{self.now().astimezone(SHANGHAI):%y%m%d%H%M%S}")

    def now(self) -> datetime:
        """The hotline's clock."""
        return self._timepiece.wall() + timedelta(seconds=self.faults.skew)

    def misbehave(self, **faults: Any) -> None:
        """Switch faults on or off."""
        self.faults = replace(self.faults, **faults)

    async def push(
        self, type: str, order: Mapping[str, Any], *, occurred_at: datetime | None = None, message_id: str = ""
    ) -> httpx.Response:
        """Say something about an order, signed; returns the suite's answer. Without an id it is a new message."""
        occurred = (occurred_at or self.now()).astimezone(SHANGHAI).isoformat(timespec="seconds")
        body = to_json({"type": type, "occurred_at": occurred, "order": dict(order)})
        return await self.push_raw(body, message_id or f"msg_{new_id().hex}")

    async def push_raw(self, body: bytes, message_id: str) -> httpx.Response:
        """Send exactly these bytes."""
        answer = await self._send(body, message_id)
        return await self._send(body, message_id) if self.faults.twice else answer

    async def push_invented(self) -> httpx.Response:
        """A new order of somebody who cannot exist."""
        return await self.push("transfer.created", self._orders.next_order(self.now()))

    def take(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """A call-back has come. What was taken before is known by its id and gets its receipt again."""
        answer = self._answer(headers, body)
        self._note(headers.get(ID_HEADER, ""), body, answer.status, answer.body, to_bureau=False)
        return answer

    @asynccontextmanager
    async def listening(self, url: str = f"http://127.0.0.1:0{CALLBACKS}") -> AsyncIterator[Self]:
        """Take call-backs at this address while the block lasts; port 0 picks a free one (see `callback_url`)."""
        host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 0
        with socket.create_server((host, port)) as listening:
            self.callback_url = f"http://{host}:{listening.getsockname()[1]}{CALLBACKS}"
            try:
                async with answering(app_of(self), listening):
                    yield self
            finally:
                await self._client.aclose()

    async def _send(self, body: bytes, message_id: str) -> httpx.Response:
        signatures = Signatures([UNKNOWN_SECRET]) if self.faults.wrong_signature else self._signatures
        headers = signatures.sign(message_id, self.now(), body) | {"Content-Type": "application/json"}
        answer = await self._client.post(EVENTS, content=body, headers=headers)
        self._note(message_id, body, answer.status_code, _read(answer.content), to_bureau=True)
        return answer

    def _answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            message_id = self._signatures.verify(headers, body, self.now())
        except SignatureInvalid:
            return Answer(status=401, body={"error": "signature"})
        if self.faults.answer is not None:
            wish = self.faults.retry_after
            waits = {"Retry-After": str(wish)} if wish is not None else {}
            return Answer(status=self.faults.answer, body={"error": "fault"}, headers=waits)
        if known := self._answers.get(message_id):
            return known
        said = _read(body)
        answer = self.uploads.take(said) if said.get("type") == FILE else self._receipt(said)
        if self.faults.other_digest and "sha256" in answer.body:
            answer = replace(answer, body=answer.body | {"sha256": "0" * 64})
        if answer.status == 200:
            self._answers[message_id] = answer
        return answer

    def _receipt(self, report: dict[str, Any]) -> Answer:
        self.received.append(report)
        return Answer(status=200, body={"receipt_no": f"HZ-{len(self.received):06}"})

    def _note(self, message_id: str, body: bytes, status: int, answered: Any, *, to_bureau: bool) -> None:
        sent = without_content(_read(body))
        order = sent.get("order", sent)
        noted = Exchange(
            at=self.now(),
            to_bureau=to_bureau,
            id=message_id,
            type=str(sent.get("type", "?")),
            order_no=str(order.get("order_no", "?")) if isinstance(order, dict) else "?",
            status=status,
            sent=sent,
            answered=answered,
        )
        self.exchanges.append(noted)


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = from_json(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
