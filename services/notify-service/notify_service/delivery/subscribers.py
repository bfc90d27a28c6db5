"""Events of which people are alerted at once, at any hour."""

from typing import Final

from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.events.ticket import CoHandlingNamed
from gongkai.organisation.people import people
from gongkai.runtime.consumer import on
from gongkai.unit_of_work import Work
from notify_service.delivery.domain import Recipients
from notify_service.delivery.usecases import alert_co_handlers, raise_alert
from notify_service.warnings.store import ladder


async def alert_on_withdrawal(event: PolicyWithdrawn, work: Work) -> None:
    """Alert of an emergency withdrawal."""
    await raise_alert(event, work, _recipients())


async def alert_on_held_back(event: PublicationHeldBack, work: Work) -> None:
    """Alert of a publication that the gate held back."""
    await raise_alert(event, work, _recipients())


async def alert_on_co_handling(event: CoHandlingNamed, work: Work) -> None:
    """Alert the units that are to help with a ticket."""
    await alert_co_handlers(event, work, _recipients())


def _recipients() -> Recipients:
    """By mail in any case: a consumer cannot know whether there is a mail server; the sender sets mails aside."""
    return Recipients(ladder(), people(), by_mail=True)


subscribers: Final = (
    on(PolicyWithdrawn, alert_on_withdrawal),
    on(PublicationHeldBack, alert_on_held_back),
    on(CoHandlingNamed, alert_on_co_handling),
)
