"""The command `gongkai`: run, migrate, tour and look after the suite."""

import signal
from typing import Annotated

import typer
import uvloop

from gongkai.cli.operations import app as operations
from gongkai.cli.serving import databases, migrate_one, serve
from gongkai.http.server import told_to_stop
from gongkai.observability.logs import configure_logs
from gongkai.runtime.installed import all_services, chosen
from gongkai.settings import Settings
from gongkai_dev.hotline_sandbox.command import app as hotline_sandbox
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from gongkai_dev.local_processes.process_ids import end_suite
from gongkai_dev.local_processes.suite import LocalSuite
from gongkai_dev.tour.command import tour

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # secrets are among them
    help="Gongkai (公开): a market regulator keeps its promises of openness.",
)
app.add_typer(operations, name="ops")
app.add_typer(hotline_sandbox, name="hotline-sandbox")
app.command("tour")(tour)

ServiceName = Annotated[str | None, typer.Option(help="One service only: policy, inquiry, ticket or notify.")]


@app.command()
def run(service: ServiceName = None) -> None:
    """Serve the whole suite, or one service, until interrupted."""
    settings = Settings.load()
    configure_logs(settings.log_level)
    typer.echo(f"Gongkai: {settings.public_url}/", err=True)
    uvloop.run(serve(chosen(service), settings))


@app.command()
def migrate(service: ServiceName = None) -> None:
    """Bring the databases to the revision of this code."""
    uvloop.run(_migrate(service, Settings.load()))


async def _migrate(name: str | None, settings: Settings) -> None:
    services = chosen(name)
    async with databases(settings, services) as urls:
        for service in services:
            await migrate_one(service, urls[service.name])
            typer.echo(f"{service.name}: migrated")


@app.command()
def up() -> None:
    """Start PostgreSQL, Kafka, four processes and a local edge; runs until interrupted."""
    settings = Settings.load()
    configure_logs(settings.log_level)
    uvloop.run(_up(settings))


async def _up(settings: Settings) -> None:
    await LocalSuite(all_services(), settings).run(told_to_stop())


@app.command()
def down() -> None:
    """End the suite that `gongkai up` started from the same folder, and wait until it is gone."""
    typer.echo(end_suite(Settings.load().folder))


@app.command()
def kafka() -> None:
    """Start a single Kafka node on loopback and tell its address; runs until interrupted."""
    broker = LocalBroker(Settings.load().folder / "kafka")
    broker.start()
    typer.echo(broker.bootstrap)
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        broker.stop()
