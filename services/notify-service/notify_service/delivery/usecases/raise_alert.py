"""A policy was taken back in an emergency, or its publication was held back: those who have to act are told at once."""

from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.organisation.people import people
from gongkai.unit_of_work import Work
from notify_service.delivery.domain.recipients import Telling
from notify_service.delivery.usecases.notify_recipients import tell_people
from notify_service.warnings.domain.alert import EMERGENCY, HELD_BACK
from notify_service.warnings.domain.ladder import Ladder
from notify_service.warnings.domain.warning import DeadlineWarning
from notify_service.warnings.store import warnings


async def raise_alert(event: PolicyWithdrawn | PublicationHeldBack, work: Work, ladder: Ladder) -> None:
    """Once for each fact, at any hour: unlike a limit, what has slipped out does its harm at night and on holidays too
    (§10), and a publication that did not take place is missed from its very moment on.

    An ordinary withdrawal alarms nobody. Without a mail server the mails are set aside by the sender.
    """
    if isinstance(event, PolicyWithdrawn) and not event.emergency:
        return
    stage = EMERGENCY if isinstance(event, PolicyWithdrawn) else HELD_BACK
    given = await warnings.add(work.db, [DeadlineWarning.alert(stage, event, work.now)])
    await tell_people(given, work, Telling(ladder, people(), by_mail=True))
