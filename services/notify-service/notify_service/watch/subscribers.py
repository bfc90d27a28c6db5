"""Events that the kernel consumes: all that carry clocks."""

from collections.abc import Sequence
from typing import Final

from gongkai.events.envelope import Event
from gongkai.runtime.consumer import on_any_with_clocks
from gongkai.unit_of_work import Work
from notify_service.watch.store.schedule import schedule
from notify_service.watch.usecases import update_watches


async def watch_clocks(events: Sequence[Event], work: Work) -> None:
    """Update the watches of events by the stages of this installation."""
    await update_watches(events, work, schedule())


subscribers: Final = (on_any_with_clocks(watch_clocks),)
