"""The courier: claims due deliveries from the ledger, sends them, and records what the partner answered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import structlog
from pydantic_core import from_json
from sqlalchemy.ext.asyncio import AsyncEngine

from gongkai.timepiece import Timepiece
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.webhooks.delivery import AttemptOutcome, Delivery, DeliveryState, after_try
from gongkai.webhooks.destination import DestinationRefused, check_destination, trusted
from gongkai.webhooks.signatures import Signatures

log = structlog.get_logger(__name__)

AT_ONCE: Final = 20
LONGEST_TRY: Final = 30.0
"""Seconds after which a try is given up, however slowly the other side keeps answering."""
LEASE: Final = timedelta(seconds=45)
"""Longer than any try can last; a courier that dies lets go of its deliveries after it."""
TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
LARGEST_ANSWER: Final = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A partner's address, the secrets shared with it and the networks to which its address may belong."""

    name: str
    url: str
    signatures: Signatures
    networks: tuple[str, ...] = ()


Consequence = Callable[[Delivery, Work], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """Use cases that follow from a delivery, in the same transaction as the ledger's entry."""

    on_delivered: Consequence
    on_dead: Consequence


class Courier:
    """Sends deliveries outside any transaction, at least once and under one id, by which partners tell repetitions.

    `open_work` opens the transaction in which an attempt is recorded, together with its consequences.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        open_work: Callable[[], AbstractAsyncContextManager[Work]],
        timepiece: Timepiece,
        endpoints: Sequence[Endpoint],
        consequences: Mapping[str, Consequences],
    ) -> None:
        self._engine = engine
        self._open_work = open_work
        self._timepiece = timepiece
        self._endpoints = {one.name: one for one in endpoints if one.url}
        self._consequences = dict(consequences)
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=4),
            follow_redirects=False,
            trust_env=False,
            verify=trusted(),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def step(self) -> int:
        """Claim, send and record one round of due deliveries; returns how many were tried."""
        if not self._endpoints:
            return 0
        now = self._timepiece.now()
        async with self._engine.begin() as db:
            claimed = await ledger.claim(db, list(self._endpoints), now, LEASE, AT_ONCE)
        outcomes = await asyncio.gather(*(self._send(one) for one in claimed))
        for one, outcome in zip(claimed, outcomes, strict=True):
            await self._record(one, outcome)
        return len(claimed)

    async def _send(self, one: Delivery) -> AttemptOutcome:
        endpoint = self._endpoints[one.endpoint]
        try:
            destination = await check_destination(endpoint.url, endpoint.networks)
            request = self._client.build_request(
                "POST",
                destination.url,
                content=one.body,
                headers=self._headers(one, endpoint) | {"Host": destination.host},
                extensions={"sni_hostname": destination.host.partition(":")[0]},
            )
            async with asyncio.timeout(LONGEST_TRY):
                answer = await self._client.send(request, stream=True)
                try:
                    return await _outcome(answer, self._timepiece.wall())
                finally:
                    await answer.aclose()
        except (httpx.HTTPError, DestinationRefused, OSError, ValueError) as error:
            return AttemptOutcome(error=type(error).__name__)

    def _headers(self, one: Delivery, endpoint: Endpoint) -> dict[str, str]:
        """Signed by the machine's clock: the other side checks against its own."""
        signed = endpoint.signatures.sign(f"msg_{one.id}", self._timepiece.wall(), one.body)
        return {"Content-Type": "application/json"} | signed

    async def _record(self, one: Delivery, outcome: AttemptOutcome) -> None:
        async with self._open_work() as work:
            after = after_try(one, outcome, work.now)
            if not await ledger.record(work.db, one, after, work.now):
                return
            if outcome.gone:
                await ledger.pause(work.db, one.endpoint, work.now, "410 Gone")
            consequences = self._consequences.get(one.kind)
            if consequences and after.state is DeliveryState.delivered:
                await consequences.on_delivered(after, work)
            if consequences and after.state is DeliveryState.dead:
                await consequences.on_dead(after, work)
        log.info(
            "delivery_tried",
            delivery=str(one.id),
            endpoint=one.endpoint,
            kind=one.kind,
            attempt=after.attempts,
            status=outcome.status,
            error=outcome.error,
            state=after.state,
        )


async def _outcome(answer: httpx.Response, wall: datetime) -> AttemptOutcome:
    body = bytearray()
    async for chunk in answer.aiter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            break
    return AttemptOutcome(
        status=answer.status_code,
        error=None if answer.is_success else "HttpStatus",
        receipt=_receipt(bytes(body)) if answer.is_success else None,
        wish=_wish(answer.headers.get("retry-after", ""), wall),
    )


def _receipt(body: bytes) -> Any:
    """The other side's receipt, if it gave a JSON object of sensible size."""
    if len(body) > LARGEST_ANSWER:
        return None
    try:
        found = from_json(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _wish(retry_after: str, wall: datetime) -> timedelta | None:
    """`Retry-After` in seconds or as a date."""
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after), 10**6))
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(timedelta(), (at if at.tzinfo else at.replace(tzinfo=UTC)) - wall)
