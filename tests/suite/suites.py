"""Whole suites as processes of their own: embedded, or four services with Kafka; started and ended by process id."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import psutil

from gongkai.runtime.installed import load_settings
from gongkai_dev.demo.extension import CALLBACKS_BESIDE
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.local_processes.loopback import free_port
from gongkai_dev.local_processes.process_ids import ProcessIds
from gongkai_dev.tour.command import walk
from gongkai_dev.tour.transcript import Transcript
from gongkai_dev.tour.visit import TourVisit
from ticket_service.settings import TicketSettings

SERVICES_BESIDE: Final = (1, 2, 3, 4)
READY_WITHIN: Final = 90.0
ENDED_WITHIN: Final = 60.0


@dataclass
class Suite:
    """A suite at work, and what was measured on it."""

    settings: TicketSettings
    process: asyncio.subprocess.Process
    stderr: Path
    figures: dict[str, float] = field(default_factory=dict)

    @property
    def parts(self) -> ProcessIds:
        """Who is who under `gongkai up`."""
        return ProcessIds(self.settings.folder)

    async def tour(self, show: Callable[[str], None] = lambda line: None) -> list[str]:
        """Walk the whole tour; returns the transcript without numbers that differ from run to run."""
        began = time.perf_counter()
        transcript = await walk(self.settings, Transcript(show))
        self.figures["tour, s"] = time.perf_counter() - began
        return transcript.lines

    def memory(self) -> float:
        """MB held by the Python processes of the suite, without PostgreSQL."""
        root = psutil.Process(self.process.pid)
        ours = [one for one in (root, *root.children(recursive=True)) if "python" in one.name()]
        return sum(one.memory_info().rss for one in ours) / 1e6

    async def end(self) -> int:
        """Ask it to end; the code with which it did."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), ENDED_WITHIN)


@asynccontextmanager
async def started(folder: Path, command: str) -> AsyncIterator[Suite]:
    """`gongkai run` or `gongkai up` as a person starts it, from nothing to its first page."""
    port = free_port(0, CALLBACKS_BESIDE, *SERVICES_BESIDE)
    outside = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")}
    environment = outside | {"GONGKAI_DEMO": "1", "GONGKAI_FOLDER": str(folder), "GONGKAI_PORT": str(port)}
    stderr = folder / "stderr.log"
    began = time.perf_counter()
    with stderr.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gongkai", command, env=environment, stdout=out, stderr=out
        )
    suite = Suite(load_settings(TicketSettings, demo=True, folder=folder, port=port), process, stderr)
    try:
        await first_page(suite)
        suite.figures["start to first page, s"] = time.perf_counter() - began
        yield suite
    finally:
        await suite.end()


async def first_page(suite: Suite) -> None:
    """Wait until `/` is there."""
    async with httpx.AsyncClient(base_url=suite.settings.public_url, timeout=20, trust_env=False) as client:
        async with asyncio.timeout(READY_WITHIN):
            while not await _is_there(client):
                assert suite.process.returncode is None, suite.stderr.read_text()[-3000:]
                await asyncio.sleep(0.05)


async def _is_there(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/")).status_code == 200
    except httpx.TransportError:
        return False


async def down(folder: Path) -> str:
    """`gongkai down`, as in the other shell."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "gongkai", "down"],
        env=os.environ | {"GONGKAI_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@asynccontextmanager
async def visiting(suite: Suite) -> AsyncIterator[tuple[TourVisit, HotlineSandbox]]:
    """People and the hotline at the doors of a suite."""
    settings = suite.settings
    sandbox = HotlineSandbox(settings.public_url, settings.hotline_secrets[0].get_secret_value())
    async with (
        httpx.AsyncClient(base_url=settings.public_url, timeout=20, trust_env=False) as client,
        sandbox.listening(settings.hotline_url) as hotline,
    ):
        yield TourVisit(client, hotline, Transcript(lambda line: None)), hotline
