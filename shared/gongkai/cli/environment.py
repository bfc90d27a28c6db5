"""The settings of a command, or a clear sentence instead of a traceback."""

from typing import Any, TypeVar

import typer

from gongkai.runtime.installed import DemoNotInstalled, load_settings
from gongkai.settings import Settings

OwnSettings = TypeVar("OwnSettings", bound=Settings)


def settings_of_command(kind: type[OwnSettings], **given: Any) -> OwnSettings:
    """The environment's settings; ends the command where they ask for what is not installed."""
    try:
        return load_settings(kind, **given)
    except DemoNotInstalled as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from None
