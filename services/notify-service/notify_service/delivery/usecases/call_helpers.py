"""Units were asked to help with a ticket (协办): their people are told, for the ticket is not in their own queue."""

from gongkai.events.ticket import CoHandlingNamed
from gongkai.organisation.people import people
from gongkai.unit_of_work import Work
from notify_service.delivery.domain.recipients import Telling
from notify_service.delivery.usecases.notify_recipients import tell_people
from notify_service.warnings.domain.ladder import Ladder
from notify_service.warnings.domain.warning import DeadlineWarning
from notify_service.warnings.store import warnings


async def call_helpers(event: CoHandlingNamed, work: Work, ladder: Ladder) -> None:
    """Each unit once for each ticket; the event names all that help, also those that know."""
    calls = [DeadlineWarning.call_to_help(event, unit, work.now) for unit in event.co_units]
    given = await warnings.add(work.db, calls)
    await tell_people(given, work, Telling(ladder, people(), by_mail=True))
