"""Plays the 12345 hotline: pushes signed orders, takes call-backs, remembers both sides of every exchange."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from pydantic_core import from_json, to_json

from gongkai.http.server import GuestServer
from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.signatures import ID_HEADER, SignatureInvalid, Signatures
from gongkai.worktime.days import SHANGHAI
from gongkai_dev.hotline_sandbox.attachments import invented_attachments
from gongkai_dev.hotline_sandbox.exchange import CallbackAnswer, Exchange, Notebook, shown_headers
from gongkai_dev.hotline_sandbox.faults import OVERTAKEN, SPOILS, Drawn, Fault, Faults, Side
from gongkai_dev.hotline_sandbox.invented import OrderBook, Story
from gongkai_dev.hotline_sandbox.roll import Roll
from gongkai_dev.hotline_sandbox.sending import Sender, Turns
from gongkai_dev.hotline_sandbox.uploads import FILE, Uploads, without_content

REPORT: Final = "report.filed"
FIRST_PAUSE: Final = 0.05
LONGEST_PAUSE: Final = 1.0
NO_ANSWER: Final = 0
CALLBACKS: Final = "/callbacks"


class Hotline:
    """A hotline that talks to the suite at `target`.

    `received` holds the body of every report once, however often it came, `notices` that of everything else (contact
    made, requests), `uploads` every file once, `taken` the kind
    and the order of everything that was taken, by its id; `roll` what is open; `exchanges` the last exchanges.
    """

    def __init__(self, target: str, secret: str, client: httpx.AsyncClient | None = None) -> None:
        self.target = target
        self.faults = Faults()
        self.received: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.taken: dict[str, tuple[str, str]] = {}
        self.uploads = Uploads()
        self.roll = Roll()
        self.notebook = Notebook()
        self.callback_url = ""
        self.server: GuestServer | None = None
        self.turns = Turns()
        self._timepiece = Timepiece()
        self._signatures = Signatures([secret])
        self._client = client or httpx.AsyncClient(base_url=target, timeout=20, trust_env=False)
        self._sender = Sender(self._client, self._signatures)
        self._answers: dict[str, CallbackAnswer] = {}
        self._orders = OrderBook(f"SB{self.now().astimezone(SHANGHAI):%y%m%d%H%M%S}")

    @property
    def exchanges(self) -> deque[Exchange]:
        """The last of them, oldest first."""
        return self.notebook.exchanges

    @property
    def base(self) -> str:
        """The address of its own routes; empty while it does not listen."""
        return self.callback_url.removesuffix(CALLBACKS)

    def now(self) -> datetime:
        """The real time."""
        return self._timepiece.wall()

    def misbehave(self, **faults: Any) -> None:
        """Switch faults on for every message, or off: `twice=True`, `answer=503`, `answer=None`."""
        self.faults = self.faults.switched(**faults)

    async def push(
        self,
        type: str,
        order: Mapping[str, Any],
        *,
        occurred_at: datetime | None = None,
        message_id: str = "",
        **beside: Any,
    ) -> httpx.Response:
        """Say something about an order, signed; returns the suite's answer. Without an id it is a new message.
        `beside` stands beside the order: a grade, a decision."""
        body = self.written(type, order, occurred_at, **beside)
        return await self.push_raw(body, message_id or f"msg_{new_id().hex}")

    async def push_raw(self, body: bytes, message_id: str) -> httpx.Response:
        """Send exactly these bytes."""
        return (await self._tried(body, message_id))[0]

    async def push_until_taken(self, body: bytes, message_id: str) -> httpx.Response:
        """Send the same bytes under the same id until the suite has answered that it took or refused them: what a
        hotline does that loses nothing. A refusal that comes from a fault of this side is no answer."""
        pause = FIRST_PAUSE
        while True:
            try:
                answer, drawn = await self._tried(body, message_id)
            except httpx.TransportError:
                pass
            else:
                if answer.status_code < 500 and (answer.is_success or not SPOILS & drawn.keys()):
                    return answer
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def tell(self, story: Story) -> list[httpx.Response]:
        """Say everything of one order until all is taken: one after another, but for what is late or overtaken."""
        pushed: list[asyncio.Task[httpx.Response]] = []
        async with asyncio.TaskGroup() as group:
            for said in story.said:
                body = self.written(said.type, said.order, said.occurred_at, **said.beside)
                pushed.append(group.create_task(self.push_until_taken(body, said.id)))
                if not OVERTAKEN & self.faults.drawn(Side.push, said.id, 1).keys():
                    await asyncio.wait(pushed[-1:])
        return [one.result() for one in pushed]

    async def push_invented(self) -> httpx.Response:
        """A new order of somebody who cannot exist."""
        order = self._orders.next_order(self.now())
        order["attachments"] = invented_attachments(self.base, str(order["order_no"]))
        return await self.push("transfer.created", order)

    def written(self, type: str, order: Mapping[str, Any], occurred_at: datetime | None = None, **beside: Any) -> bytes:
        """A message as bytes, which stay the same in every try."""
        occurred = (occurred_at or self.now()).astimezone(SHANGHAI).isoformat(timespec="seconds")
        return to_json({"type": type, "occurred_at": occurred, "order": dict(order), **beside})

    def verify(self, headers: Mapping[str, str], signed: bytes) -> str:
        """The id of what the bureau signed; raises `SignatureInvalid`."""
        return self._signatures.verify(headers, signed, self.now())

    def take(self, headers: Mapping[str, str], body: bytes, drawn: Drawn) -> CallbackAnswer:
        """A call-back has come. What was taken before is known by its id and gets its receipt again."""
        try:
            now = self.now() + timedelta(seconds=drawn.get(Fault.skew, 0.0))
            message_id = self._signatures.verify(headers, body, now)
        except SignatureInvalid:
            return CallbackAnswer(status=401, body={"error": "signature"}, verdict="签名无效或时钟不符，未收下")
        if Fault.wrong_signature in drawn:
            return CallbackAnswer(status=401, body={"error": "signature"}, verdict="当作签名无效，未收下")
        if Fault.answer in drawn:
            waits = {"Retry-After": f"{drawn[Fault.retry_after]:.0f}"} if Fault.retry_after in drawn else {}
            status = int(drawn[Fault.answer])
            return CallbackAnswer(status=status, body={"error": "fault"}, headers=waits, verdict="按要求出错，未收下")
        if known := self._answers.get(message_id):
            return replace(known, verdict="此前已收下，再给同一回执")
        return self._taken(message_id, _read(body), drawn)

    def note_callback(
        self, headers: Mapping[str, str], body: bytes, answer: CallbackAnswer, drawn: Drawn, attempt: int
    ) -> None:
        """Keep a call-back and what was answered to it; status 0 where the connection was cut."""
        self.notebook.write(
            **self._of(headers.get(ID_HEADER, ""), body, headers, drawn),
            to_bureau=False,
            attempt=attempt,
            status=answer.status,
            verdict=answer.verdict,
            answer_headers=shown_headers(answer.headers),
            answered=answer.body if answer.status else {},
        )

    async def _tried(self, body: bytes, message_id: str) -> tuple[httpx.Response, Drawn]:
        attempt = self.notebook.try_of(message_id, to_bureau=True)
        drawn = self.faults.drawn(Side.push, message_id, attempt)
        answer = await self._send(body, message_id, attempt, drawn)
        if Fault.twice in drawn:
            attempt = self.notebook.try_of(message_id, to_bureau=True)
            answer = await self._send(body, message_id, attempt, drawn)
        return answer, drawn

    async def _send(self, body: bytes, message_id: str, attempt: int, drawn: Drawn) -> httpx.Response:
        headers = self._sender.sign(message_id, self.now(), body, drawn)
        noted = self._of(message_id, body, headers, drawn) | {"to_bureau": True, "attempt": attempt}
        try:
            answer = await self._sender.send(headers, body, drawn)
        except httpx.TransportError as error:
            verdict = f"没有收到应答（{type(error).__name__}），须以同一编号重发"
            self.notebook.write(**noted, status=NO_ANSWER, verdict=verdict, answer_headers={}, answered={})
            raise
        self.notebook.write(
            **noted,
            status=answer.status_code,
            verdict=_verdict(answer.status_code),
            answer_headers=shown_headers(answer.headers),
            answered=(receipt := _read(answer.content)),
        )
        if answer.is_success:
            self.roll.pushed(_read(body), receipt)
        return answer

    def _taken(self, message_id: str, said: dict[str, Any], drawn: Drawn) -> CallbackAnswer:
        answer = self.uploads.take(said) if said.get("type") == FILE else self._receipt(said)
        if Fault.other_digest in drawn and "sha256" in answer.body:
            answer = replace(answer, body=answer.body | {"sha256": "0" * 64})
        if answer.status != 200:
            return replace(answer, verdict="文件与说明不符，未收下")
        self._answers[message_id] = answer
        self.taken[message_id] = (str(said.get("type")), str(said.get("order_no")))
        self.roll.called_back(said)
        return replace(answer, verdict="签名正确，已收下")

    def _receipt(self, told: dict[str, Any]) -> CallbackAnswer:
        kept, mark = (self.received, "HZ") if told.get("type") == REPORT else (self.notices, "TZ")
        kept.append(told)
        return CallbackAnswer(status=200, body={"receipt_no": f"{mark}-{len(kept):06}"})

    def _of(self, message_id: str, body: bytes, headers: Mapping[str, str], drawn: Drawn) -> dict[str, Any]:
        sent = without_content(_read(body))
        order = sent.get("order", sent)
        return {
            "at": self.now(),
            "id": message_id,
            "type": str(sent.get("type", "?")),
            "order_no": str(order.get("order_no", "?")) if isinstance(order, dict) else "?",
            "faults": tuple(drawn),
            "headers": shown_headers(headers),
            "sent": sent,
        }


def _verdict(status: int) -> str:
    if 200 <= status < 300:
        return "市场监管局已收下"
    return "结果不明，须以同一编号重发" if status >= 500 else "市场监管局拒收"


def _read(body: bytes) -> dict[str, Any]:
    try:
        found = from_json(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
