"""Which event wakes which use case; the whole list, and nothing but the list."""

from functools import partial
from typing import Final

from gongkai.messaging.consumer import on_any_with_clocks
from notify_service.store.house_rules import schedule
from notify_service.usecases.keep_watch import keep_watch

subscribers: Final = (on_any_with_clocks(partial(keep_watch, schedule=schedule())),)
