"""The command `gongkai`: run, migrate and look after the suite; installed packages add commands of their own."""

from importlib.metadata import entry_points
from typing import Annotated

import typer
import uvloop

from gongkai.cli.environment import settings_of_command
from gongkai.cli.operations import app as operations
from gongkai.cli.serving import databases, migrate_one, serve
from gongkai.observability.logs import configure_logs
from gongkai.runtime.installed import chosen
from gongkai.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,  # secrets are among them
    help="Gongkai (公开): a market regulator keeps its promises of openness.",
)
app.add_typer(operations, name="ops")

ServiceName = Annotated[str | None, typer.Option(help="One service only: policy, inquiry, ticket or notify.")]


@app.command()
def run(service: ServiceName = None) -> None:
    """Serve the whole suite, or one service, until interrupted."""
    settings = settings_of_command(Settings)
    configure_logs(settings.log_level)
    typer.echo(f"Gongkai: {settings.public_url}/", err=True)
    uvloop.run(serve(chosen(service), settings))


@app.command()
def migrate(service: ServiceName = None) -> None:
    """Bring the databases to the revision of this code."""
    uvloop.run(_migrate(service, settings_of_command(Settings)))


async def _migrate(name: str | None, settings: Settings) -> None:
    services = chosen(name)
    async with databases(settings, services) as urls:
        for service in services:
            await migrate_one(service, urls[service.name])
            typer.echo(f"{service.name}: migrated")


for entry in sorted(entry_points(group="gongkai.commands"), key=lambda entry: entry.name):
    installed = entry.load()
    if isinstance(installed, typer.Typer):
        app.add_typer(installed, name=entry.name)
    else:
        app.command(entry.name)(installed)
