"""Which event wakes which use case; the whole list, and nothing but the list."""

from functools import partial

from gongkai.messaging.consumer import on_any_with_clocks
from notify_service.domain.stages import load_schedule
from notify_service.settings import NotifySettings
from notify_service.usecases.keep_watch import keep_watch

subscribers = (on_any_with_clocks(partial(keep_watch, schedule=load_schedule(NotifySettings().stages))),)
