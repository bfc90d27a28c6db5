"""Events that the kernel listens to: all that tell of clocks."""

from functools import partial
from typing import Final

from gongkai.runtime.consumer import on_any_with_clocks
from notify_service.watch.store.schedule import schedule
from notify_service.watch.usecases import update_watches

subscribers: Final = (on_any_with_clocks(partial(update_watches, schedule=schedule())),)
