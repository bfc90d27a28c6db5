"""Acknowledgement of a warning: name and time are kept, and the first one stands."""

from uuid import UUID

from gongkai.events.notify import WarningAcknowledged
from gongkai.unit_of_work import Work
from notify_service.inbox import store
from notify_service.warnings.domain import DeadlineWarning


async def acknowledge_warning(warning_id: UUID, work: Work) -> DeadlineWarning:
    """Acknowledge a warning in the name of the person at work; doing it again changes nothing."""
    warning = await store.of_recipient(work.db, warning_id, work.actor.id, lock=True)
    if warning.acknowledged_at is not None:
        return warning
    taken = warning.acknowledge(by=work.actor.id, name=work.actor.name, at=work.now)
    await store.acknowledge(work.db, taken)
    work.audit("warning-acknowledged", str(taken.id), stage=taken.stage, about=str(taken.subject_id))
    work.announce(
        WarningAcknowledged(
            aggregate_id=taken.id,
            version=taken.version,
            ref=taken.ref,
            unit=taken.unit,
            desk_path=taken.desk_path,
            subject_id=taken.subject_id,
            clock=taken.clock,
            stage=taken.stage,
            cycle=taken.cycle,
            by=work.actor.id,
            acknowledged_at=work.now,
        )
    )
    return taken
