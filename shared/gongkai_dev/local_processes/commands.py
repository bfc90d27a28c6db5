"""The commands of the local suite: `gongkai up`, `gongkai down`, `gongkai kafka`."""

import signal

import typer
import uvloop

from gongkai.cli.environment import settings_of_command
from gongkai.http.server import stop_signal
from gongkai.observability.logs import configure_logs
from gongkai.runtime.installed import all_services
from gongkai.settings import Settings
from gongkai_dev.local_processes.kafka_broker import LocalBroker
from gongkai_dev.local_processes.process_ids import end_suite
from gongkai_dev.local_processes.suite import LocalSuite
from ticket_service.settings import TicketSettings


def up() -> None:
    """Start PostgreSQL, Kafka, four processes and a local edge; runs until interrupted."""
    settings = settings_of_command(TicketSettings)
    configure_logs(settings.log_level)
    uvloop.run(_up(settings))


async def _up(settings: TicketSettings) -> None:
    await LocalSuite(all_services(), settings).run(stop_signal())


def down() -> None:
    """End the suite that `gongkai up` started from the same folder, and wait until it is gone."""
    typer.echo(end_suite(settings_of_command(Settings).folder))


def kafka() -> None:
    """Start a single Kafka node on loopback and tell its address; runs until interrupted."""
    broker = LocalBroker(settings_of_command(Settings).folder / "kafka")
    broker.start()
    typer.echo(broker.bootstrap)
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        broker.stop()
