"""Both sides' open orders compared in a process of its own: how long it takes, and its peak of memory (C8)."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from gongkai.http.server import answering
from tests.bench.rounds import Line, WrongAnswer, at_most
from tests.bench.site import Site

SIZES: Final = (1_000, 100_000)
ONE_DIFFERS_IN: Final = 200
LARGEST: Final = 150
LISTED: Final = "SET LOCAL statement_timeout = 0"

FILL: Final = """
WITH opened AS (
    INSERT INTO ticket (id, no, order_no, part_no, "order", unit, state, arrived_at, received_at, content_as_of,
        finish_due_at, next_due_at, next_clock, next_standing, times_urged, contacts, version)
    SELECT gen_random_uuid(), 'B' || i, 'SH' || lpad(i::text, 9, '0'), 0,
        jsonb_build_object('title', '第' || i || '件', 'content', repeat('市民来电反映预付卡余额不退。', 20)),
        'pudong', 'received', '2024-09-30T02:00Z', '2024-09-30T02:00Z', '2024-09-30T02:00Z', '2024-10-25T16:00Z',
        '2024-10-08T16:00Z', 'first_contact', 'final', 0, '[]', 1
    FROM generate_series(1, {count}) i
    RETURNING id
)
INSERT INTO clock (subject_id, code, cycle, state, log, received_on, started_at, due_on, due_at, certainty,
    calendar_version)
SELECT id, code, 1, 'running', '[]', '2024-09-30', '2024-09-30T02:00Z', '2024-10-25', '2024-10-25T16:00Z', 'final', 'v'
FROM opened, unnest(ARRAY['finish', 'first_contact']) code
"""


async def lines(site: Site) -> list[Line]:
    """Seconds and peak memory for few and for many orders, one in two hundred of which differs."""
    found = []
    for size in SIZES:
        url = await site.database("ticket")
        await _fill(url, size)
        async with hotline(size) as manifest_url:
            begun = perf_counter()
            told = await _compared(url, manifest_url, site.folder)
            whole = perf_counter() - begun
        if (told["ours"], told["theirs"], told["found"]) != (size, size, size // ONE_DIFFERS_IN):
            raise WrongAnswer(str(told))
        goal = at_most(LARGEST, "MB")
        found += [
            Line(what=f"reconcile {size:,} orders, peak memory", figure=told["peak_mb"], unit="MB", goal=goal),
            Line(what="the same, without the process's start", figure=told["seconds"], unit="s"),
            Line(what="the same, with it", figure=whole, unit="s"),
        ]
    return found


@asynccontextmanager
async def hotline(size: int) -> AsyncIterator[str]:
    """A hotline that lists so many orders; the address of its list."""
    app = FastAPI(openapi_url=None)

    @app.get("/manifest")
    async def get_manifest() -> StreamingResponse:
        return StreamingResponse(_listed(size), media_type="application/x-ndjson")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with answering(app, listening):
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/manifest"


def _listed(size: int) -> Iterator[bytes]:
    content = "市民来电反映预付卡余额不退。" * 20
    for start in range(1, size + 1, 1000):
        piece = bytearray()
        for number in range(start, start + 1000):
            due_on = "2024-10-28" if number % ONE_DIFFERS_IN == 0 else "2024-10-25"
            digest = sha256(f"第{number}件\n{content}".encode()).hexdigest()
            line = {"order_no": f"SH{number:09}", "state": "in_hand", "finish_due_on": due_on, "digest": digest}
            piece += json.dumps(line).encode() + b"\n"
        yield bytes(piece)
    yield json.dumps({"orders": size}).encode() + b"\n"


async def _fill(url: str, size: int) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as db:
        await db.execute(text(LISTED))
        await db.execute(text(FILL.format(count=size)))
        await db.execute(text("ANALYZE ticket, clock"))
    await engine.dispose()


async def _compared(url: str, manifest_url: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.one_comparison", url, manifest_url, str(folder)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=dict(os.environ))
    out, _ = await process.communicate()
    if process.returncode:
        raise WrongAnswer("the process failed")
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told
