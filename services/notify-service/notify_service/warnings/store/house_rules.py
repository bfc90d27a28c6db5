"""The stages and the ladder of this installation, read once from their files; an unfit file stops the start."""

from functools import cache

from notify_service.settings import NotifySettings
from notify_service.warnings.domain.ladder import Ladder, load_ladder
from notify_service.watch.domain.stages import Schedule, load_schedule


@cache
def schedule() -> Schedule:
    """When people are warned."""
    return load_schedule(NotifySettings().notify_stages)


@cache
def ladder() -> Ladder:
    """Who is told at which stage."""
    return load_ladder(NotifySettings().notify_ladder)
