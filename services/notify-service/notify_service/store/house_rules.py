"""The stages and the ladder of this installation, read once from their files; an unfit file stops the start."""

from functools import cache

from notify_service.domain.ladder import Ladder, load_ladder
from notify_service.domain.stages import Schedule, load_schedule
from notify_service.settings import NotifySettings


@cache
def schedule() -> Schedule:
    """When people are warned."""
    return load_schedule(NotifySettings().stages)


@cache
def ladder() -> Ladder:
    """Who is told at which stage."""
    return load_ladder(NotifySettings().ladder)
