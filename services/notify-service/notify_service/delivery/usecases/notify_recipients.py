"""Warnings were given: everybody concerned is told, and the bus hears who was."""

from collections import Counter
from collections.abc import Sequence

from gongkai.events.notify import WarningGiven
from gongkai.observability import metrics
from gongkai.unit_of_work import Work
from notify_service.delivery import store as deliveries
from notify_service.delivery.domain.recipients import Recipient, Telling
from notify_service.warnings.domain.warning import DeadlineWarning
from notify_service.watch.domain.stages import kind_of


async def tell_people(given: Sequence[DeadlineWarning], work: Work, telling: Telling) -> None:
    """Only warnings that had not been given before."""
    told = telling.recipients(given)
    rows = [delivery for each, people in zip(given, told, strict=True) for delivery in telling.deliveries(each, people)]
    await deliveries.add(work.db, rows)
    for each, people in zip(given, told, strict=True):
        work.announce(_announcement(each, people), id=each.id)
    for kind, count in Counter(kind_of(each.stage) for each in given).items():
        metrics.warnings_given(kind, count)


def _announcement(warning: DeadlineWarning, people: Sequence[Recipient]) -> WarningGiven:
    return WarningGiven(
        aggregate_id=warning.id,
        version=warning.version,
        ref=warning.ref,
        unit=warning.unit,
        desk_path=warning.desk_path,
        subject_id=warning.subject_id,
        clock=warning.clock,
        stage=warning.stage,
        cycle=warning.cycle,
        title=warning.title,
        due_on=warning.due_on,
        certainty=warning.certainty,
        given_at=warning.given_at,
        recipients=tuple(person.id for person in people),
    )
