"""Facts the notify service publishes; a field may be added, never renamed or removed."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from gongkai.events.envelope import Event


class WarningEvent(Event):
    """What every fact about a warning says; the aggregate is the warning."""

    subject_id: UUID
    clock: str
    stage: str
    cycle: int


class WarningGiven(WarningEvent):
    """Somebody was told that a legal limit is near or passed; once for each subject, clock, stage and cycle."""

    type: ClassVar[str] = "gongkai.notify.warning-given.v1"

    title: str
    due_on: date
    certainty: str
    given_at: datetime
    recipients: tuple[str, ...]


class WarningAcknowledged(WarningEvent):
    """A person took note of the warning."""

    type: ClassVar[str] = "gongkai.notify.warning-acknowledged.v1"

    by: str
    acknowledged_at: datetime
