"""Which event wakes which use case; the whole list, and nothing but the list."""

from functools import partial
from typing import Final

from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.events.ticket import CoHandlingNamed
from gongkai.runtime.consumer import on, on_any_with_clocks
from notify_service.delivery.usecases import call_helpers, raise_alert
from notify_service.warnings.gateways import ladder, schedule
from notify_service.watch.usecases import keep_watch

subscribers: Final = (
    on_any_with_clocks(partial(keep_watch, schedule=schedule())),
    on(PolicyWithdrawn, partial(raise_alert, ladder=ladder())),
    on(PublicationHeldBack, partial(raise_alert, ladder=ladder())),
    on(CoHandlingNamed, partial(call_helpers, ladder=ladder())),
)
