"""What the whole middleware costs: thread id, log line, figures, access, strict JSON, safety headers."""

import asyncio
import json
import os
import sys
from typing import Final

from gongkai.actor import Actor, Role
from gongkai.identity.issuer import LocalIssuer
from gongkai.timepiece import Timepiece
from tests.bench.load import Caller, get, post
from tests.bench.rounds import Contestant, Line, at_least, take_turns
from tests.bench.site import Site, answering, free_port, process

CONNECTIONS: Final = 8
REQUESTS: Final = 4000
FLOOR: Final = "the same FastAPI app without it"
SAMPLE: Final = {
    "title": "预付卡退费",
    "content": "市民来电反映办卡后商家停业，要求退还余额。" * 12,
    "category": ["消费维权", "预付卡"],
    "dispatched_at": "2024-09-30T10:00:00+08:00",
}


async def lines(site: Site) -> list[Line]:
    """Requests per second with and without, for a read and for a JSON body, both by a clerk with a token."""
    clerk = Actor("clerk", "王经办", "consumer", frozenset({Role.clerk}))
    issuer = await asyncio.to_thread(LocalIssuer, site.folder / "issuer.json", Timepiece().wall)
    bearer = f"Bearer {issuer.token(clerk)}"
    body = json.dumps(SAMPLE, ensure_ascii=False).encode()
    asked = {
        "GET": (get("/api/v1/samples/01890000-0000-7000-8000-000000000001", authorization=bearer), 200),
        "POST of 1 KB JSON": (post("/api/v1/samples", body, authorization=bearer), 201),
    }
    doors, bare = free_port(), free_port()
    command = [sys.executable, "-m", "tests.bench.doorless", str(site.folder), str(doors), str(bare)]
    async with process(command, dict(os.environ), site.folder / "doorless.log") as running:
        await answering(doors, running)
        await answering(bare, running)
        return [await _beside(what, request, status, doors, bare) for what, (request, status) in asked.items()]


async def _beside(what: str, request: bytes, status: int, doors: int, bare: int) -> Line:
    async with Caller(doors, CONNECTIONS) as with_it, Caller(bare, CONNECTIONS) as without:
        outcome = await take_turns(
            {what: _asking(with_it, request, status), FLOOR: _asking(without, request, status)},
        )
    return outcome.against(what, FLOOR, what=f"complete middleware stack, {what}", goal=at_least(0.8))


def _asking(caller: Caller, request: bytes, status: int) -> Contestant:
    return lambda: caller.closed_loop([request] * REQUESTS, status)
