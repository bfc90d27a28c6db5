"""`gongkai hotline-sandbox`: a hotline on this machine, with a page on which both sides of every exchange are seen."""

import asyncio
from typing import Annotated

import httpx
import typer
import uvloop

from gongkai.sandbox.exchange import Faults
from gongkai.sandbox.hotline import HotlineSandbox
from gongkai.settings import Settings

Target = Annotated[str, typer.Option(help="Address of the suite; default: the one that these settings describe.")]
Listen = Annotated[str, typer.Option(help="Where call-backs are taken; default: GONGKAI_HOTLINE_URL.")]
Orders = Annotated[int, typer.Option(min=0, help="Push so many invented orders at once.")]
Every = Annotated[float, typer.Option(min=0, help="Push one more every so many seconds; 0: none.")]
Fault = Annotated[
    list[str] | None, typer.Option(help="twice | wrong-signature | other-digest | skew=SECONDS | answer=STATUS")
]


def hotline_sandbox(
    target: Target = "", listen: Listen = "", orders: Orders = 0, every: Every = 0, fault: Fault = None
) -> None:
    """Play the 12345 hotline: push orders, take call-backs, show both. Runs until interrupted."""
    uvloop.run(play(target, listen, orders, every, faults_of(fault or [])))


async def play(target: str, listen: str, orders: int, every: float, faults: Faults) -> None:
    """Run until cancelled."""
    settings = Settings.load()
    if not settings.hotline_secrets:
        raise typer.BadParameter("Set GONGKAI_HOTLINE_SECRETS, or GONGKAI_DEMO=1 and the suite's GONGKAI_FOLDER.")
    sandbox = HotlineSandbox(target or settings.public_url, settings.hotline_secrets[0].get_secret_value())
    sandbox.faults = faults
    async with sandbox.listening(listen or settings.hotline_url):
        page = sandbox.callback_url.rpartition("/")[0]
        typer.echo(f"12345 sandbox: {page}/ (orders to {sandbox.target}, call-backs at {sandbox.callback_url})")
        for _ in range(orders):
            await _push(sandbox)
        while True:
            await asyncio.sleep(every or 3600)
            if every:
                await _push(sandbox)


def faults_of(words: list[str]) -> Faults:
    """Faults from the command line."""
    found: dict[str, bool | float | int] = {}
    for word in words:
        name, _, value = word.partition("=")
        match name:
            case "twice" | "wrong-signature" | "other-digest" if not value:
                found[name.replace("-", "_")] = True
            case "skew":
                found["skew"] = float(value)
            case "answer":
                found["answer"] = int(value)
            case _:
                raise typer.BadParameter(f"There is no fault {word}.")
    return Faults(**found)  # type: ignore[arg-type]


async def _push(sandbox: HotlineSandbox) -> None:
    try:
        answer = await sandbox.push_invented()
    except httpx.TransportError as error:
        typer.echo(f"→ {type(error).__name__}: is the suite running at {sandbox.target}?")
        return
    typer.echo(f"→ {answer.status_code} {answer.text}")
