"""The stages and the ladder of this installation, read once from their files; an unfit file stops the start."""

from functools import cache

from notify_service.settings import NotifySettings
from notify_service.warnings.domain import Ladder, load_ladder
from notify_service.watch.domain import Schedule, load_schedule


@cache
def schedule() -> Schedule:
    """When people are warned."""
    return load_schedule(NotifySettings().stages)


@cache
def ladder() -> Ladder:
    """Who is told at which stage."""
    return load_ladder(NotifySettings().ladder)
