"""`gongkai hotline-sandbox`: a hotline on this machine, with a page on which both sides of every exchange are seen."""

import asyncio
from typing import Annotated

import typer
import uvloop

from gongkai.cli.environment import settings_of_command
from gongkai_dev.hotline_sandbox.faults import KNOWN, WITHOUT_VALUE, Faults, FaultUnknown
from gongkai_dev.hotline_sandbox.invented import Story, stories
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.hotline_sandbox.verify import verify
from ticket_service.settings import TicketSettings

app = typer.Typer(add_completion=False)
app.command()(verify)

Target = Annotated[str, typer.Option(help="Address of the suite; default: the one that these settings describe.")]
Orders = Annotated[int, typer.Option(min=0, help="Push so many invented orders with their follow-ups at once.")]
Every = Annotated[float, typer.Option(min=0, help="Push one more order every so many seconds; 0: none.")]
Fault = Annotated[
    list[str] | None,
    typer.Option(
        help="NAME, NAME=VALUE, NAME@RATE, push.NAME or callback.NAME, as often as wanted; `all@0.1`; `list`: all."
    ),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same orders, and to each message the same faults.")]


@app.callback(invoke_without_command=True)
def hotline_sandbox(
    context: typer.Context,
    target: Target = "",
    orders: Orders = 0,
    every: Every = 0,
    fault: Fault = None,
    seed: Seed = 0,
) -> None:
    """Play the 12345 hotline: push orders, take call-backs at GONGKAI_HOTLINE_URL, show both, until interrupted."""
    if context.invoked_subcommand:
        return
    if fault == ["list"]:
        typer.echo(known_faults())
        return
    sandbox = sandbox_for(target)
    sandbox.faults = faults_of(fault or [], seed)
    uvloop.run(play(sandbox, settings_of_command(TicketSettings).hotline_url, orders, every))


def sandbox_for(target: str) -> HotlineSandbox:
    """A hotline that shares the secret of these settings."""
    settings = settings_of_command(TicketSettings)
    if not settings.hotline_secrets:
        raise typer.BadParameter("Set GONGKAI_HOTLINE_SECRETS, or GONGKAI_DEMO=1 and the suite's GONGKAI_FOLDER.")
    return HotlineSandbox(target or settings.public_url, settings.hotline_secrets[0].get_secret_value())


async def play(sandbox: HotlineSandbox, listen: str, orders: int, every: float) -> None:
    """Run until cancelled."""
    told = stories(sandbox.faults.seed, sandbox.now())
    async with sandbox.listening(listen), asyncio.TaskGroup() as pushing:
        page = sandbox.callback_url.rpartition("/")[0]
        typer.echo(f"12345 sandbox: {page}/ (orders to {sandbox.target}, call-backs at {sandbox.callback_url})")
        for _ in range(orders):
            pushing.create_task(_tell(sandbox, next(told)))
        while True:
            await asyncio.sleep(every or 3600)
            if every:
                pushing.create_task(_tell(sandbox, next(told)))


async def _tell(sandbox: HotlineSandbox, story: Story) -> None:
    """Push what happens to one order, and say what came of it."""
    for said, answer in zip(story.said, await sandbox.tell(story), strict=True):
        typer.echo(f"→ {said.type} {story.order_no}: {answer.status_code} {answer.text}")


def faults_of(words: list[str], seed: int) -> Faults:
    """Faults from the command line."""
    try:
        return Faults.of(words, seed)
    except FaultUnknown as unknown:
        raise typer.BadParameter(f"There is no fault {unknown}; `--fault list` tells them.") from None


def known_faults() -> str:
    """All faults, one a line."""
    return "\n".join(
        f"{side}.{fault}{f'={WITHOUT_VALUE[fault]:g}' if fault in WITHOUT_VALUE else ''}  {words}"
        for side, known in KNOWN.items()
        for fault, words in known.items()
    )
