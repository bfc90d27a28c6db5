"""Commands for those who run the suite: look at dead letters and replay them, publish again, verify the audit chain."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
import uvloop

from gongkai.audit import entries
from gongkai.cli.environment import settings_of_command
from gongkai.cli.serving import databases, make_bus
from gongkai.messaging import dead_letters, outbox
from gongkai.runtime.installed import chosen
from gongkai.runtime.service import ServiceRuntime
from gongkai.settings import Settings
from gongkai.timepiece import Timepiece

app = typer.Typer(no_args_is_help=True, help="Look after a service's events and its audit log.")

OfService = Annotated[str, typer.Argument(help="policy, inquiry, ticket or notify")]


@asynccontextmanager
async def opened(name: str) -> AsyncIterator[ServiceRuntime]:
    """A service on its database, without routes and loops."""
    settings = settings_of_command(Settings)
    services = chosen(name)
    async with AsyncExitStack() as stack:
        urls = await stack.enter_async_context(databases(settings, services))
        running = ServiceRuntime(services[0], settings, make_bus(settings, services), Timepiece(), urls[name])
        stack.push_async_callback(running.engine.dispose)
        yield running


@app.command("dead-letters")
def show_dead_letters(service: OfService) -> None:
    """List the events that were set aside, with their error; never their content."""

    async def show() -> None:
        async with opened(service) as running, running.reading() as db:
            for letter in await dead_letters.waiting(db):
                typer.echo(letter)

    uvloop.run(show())


@app.command("replay")
def replay(service: OfService, ids: Annotated[list[UUID] | None, typer.Argument()] = None) -> None:
    """Apply dead letters (all, or those named) again, each aggregate's in their order."""

    async def run() -> None:
        async with opened(service) as running:
            typer.echo(f"{await running.consumer.replay(ids or ())} applied")

    uvloop.run(run())


@app.command("discard")
def discard(service: OfService, letter: UUID) -> None:
    """Give one dead letter up for good; what queued behind it can then be replayed."""

    async def run() -> None:
        async with opened(service) as running:
            typer.echo("discarded" if await running.consumer.discard(letter) else "no such letter waits")

    uvloop.run(run())


@app.command("republish")
def republish(
    service: OfService,
    types: Annotated[list[str] | None, typer.Option("--type", help="Only events of this type")] = None,
    since: Annotated[datetime | None, typer.Option(help="Only events written since (UTC)")] = None,
) -> None:
    """Let the relay send kept events once more under their old ids; who has seen them ignores them."""

    async def run() -> None:
        async with opened(service) as running, running.engine.begin() as db:
            moment = since.astimezone() if since else None
            typer.echo(f"{await outbox.republish(db, types=types or (), since=moment)} to be sent again")

    uvloop.run(run())


@app.command("verify-audit")
def verify_audit(service: OfService) -> None:
    """Walk the whole audit chain; ends with code 1 at the first entry that was touched."""

    async def run() -> int | None:
        async with opened(service) as running, running.engine.connect() as db:
            return await entries.verify(db)

    broken = uvloop.run(run())
    typer.echo("unbroken" if broken is None else f"broken at place {broken}")
    raise typer.Exit(0 if broken is None else 1)
