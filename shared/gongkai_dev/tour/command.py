"""`gongkai tour`: drive the main job over HTTP through a running suite, or of one that it starts for the purpose."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import typer
import uvloop

from gongkai.cli.environment import settings_of_command
from gongkai_dev.demo.extension import CALLBACKS_BESIDE
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.local_processes.loopback import free_port
from gongkai_dev.tour.caller import Caller, TourFailed, until
from gongkai_dev.tour.story import tell
from gongkai_dev.tour.transcript import Transcript
from gongkai_dev.tour.visit import TourVisit
from ticket_service.settings import TicketSettings

STARTING = {200, 502, 503}


def tour() -> None:
    """Walk through the main job: orders, a question, warnings, reports. Uses the suite on GONGKAI_PORT if one runs."""
    try:
        uvloop.run(_tour(settings_of_command(TicketSettings, demo=True)))
    except TourFailed as failed:
        typer.echo(f"导览中断：{failed}", err=True)
        raise typer.Exit(1) from failed


async def _tour(settings: TicketSettings) -> None:
    if await answers(settings.public_url):
        await walk(settings, Transcript(typer.echo))
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-tour-") as folder:
        port = free_port(0, CALLBACKS_BESIDE)
        os.environ.update({"GONGKAI_DEMO": "1", "GONGKAI_FOLDER": folder, "GONGKAI_PORT": str(port)})
        typer.echo(f"没有正在运行的系统，临时启动一套（端口 {port}）……")
        async with _suite():
            await walk(settings_of_command(TicketSettings), Transcript(typer.echo))


async def walk(settings: TicketSettings, transcript: Transcript) -> Transcript:
    """The whole tour through the suite at `settings.public_url`; raises `TourFailed` if something is amiss."""
    secret = settings.hotline_secrets[0].get_secret_value()
    limits = httpx.Limits(max_connections=8)
    async with (
        httpx.AsyncClient(base_url=settings.public_url, timeout=20, limits=limits, trust_env=False) as client,
        HotlineSandbox(settings.public_url, secret).listening(settings.hotline_url) as hotline,
    ):
        await until(lambda: ready(client), "the suite is ready")
        await tell(TourVisit(client, hotline, transcript))
    return transcript


async def ready(client: httpx.AsyncClient) -> bool | None:
    """Whether the notice can be read: then all is up."""
    page = await Caller(client).get("/api/v1/policies")
    return bool(page["items"]) or None


async def answers(url: str) -> bool:
    """Whether a suite answers at an address, or is about to."""
    async with httpx.AsyncClient(base_url=url, timeout=5, trust_env=False) as client:
        try:
            return (await client.get("/api/v1/calendar")).status_code in STARTING
        except httpx.ConnectError:
            return False
        except httpx.TransportError:
            return True


@asynccontextmanager
async def _suite() -> AsyncIterator[None]:
    log = Path(os.environ["GONGKAI_FOLDER"]) / "suite.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "gongkai", "run", stdout=out, stderr=out)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
