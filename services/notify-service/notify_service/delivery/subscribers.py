"""Events of which people are alerted at once."""

from functools import partial
from typing import Final

from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.events.ticket import CoHandlingNamed
from gongkai.runtime.consumer import on
from notify_service.delivery.domain import Recipients
from notify_service.delivery.gateways import staff
from notify_service.delivery.usecases import alert_co_handlers, raise_alert
from notify_service.warnings.store import ladder

_recipients: Final = Recipients(ladder(), staff(), by_mail=True)
"""By mail in any case: a consumer cannot know whether there is a mail server; the sender sets mails aside."""

subscribers: Final = (
    on(PolicyWithdrawn, partial(raise_alert, recipients=_recipients)),
    on(PublicationHeldBack, partial(raise_alert, recipients=_recipients)),
    on(CoHandlingNamed, partial(alert_co_handlers, recipients=_recipients)),
)
