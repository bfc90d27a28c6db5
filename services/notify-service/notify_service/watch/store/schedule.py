"""The stages of warnings as data (B1): those that ship with the service, or an office's own file."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from notify_service.settings import NotifySettings
from notify_service.watch.domain import Schedule


def load_schedule(file: Path | None = None) -> Schedule:
    """Read the stages of a file in the form of `stages.toml`, by default that one; raises ScheduleUnfit."""
    source = file or files("notify_service.watch.store").joinpath("stages.toml")
    return Schedule.read(tomllib.loads(source.read_text(encoding="utf-8")))


@cache
def schedule() -> Schedule:
    """The stages of this installation, read once; an unfit file stops the start."""
    return load_schedule(NotifySettings().notify_stages)
