"""Where a limit stands when its alarms have come due: the one stage to be given now, and what comes after it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from gongkai.worktime.calendar import WorkCalendar
from notify_service.watch.domain.stages import OVERDUE, PlannedAlarm, Schedule, kind_of, plan
from notify_service.watch.domain.watch import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`now` is the stage reached, `None` if there is nothing to give; `next` is the following day overdue."""

    watch: Watch
    now: PlannedAlarm | None
    next: PlannedAlarm | None

    @classmethod
    def of(cls, watch: Watch, calendar: WorkCalendar, schedule: Schedule, at: datetime) -> Self:
        """Several stages may have come due, after an outage; only the one that is right now counts (B2)."""
        planned = plan(watch, calendar, schedule, at)
        if not planned or planned[0].due_at > at:
            return cls(watch=watch, now=None, next=None)
        overdue = kind_of(planned[0].stage) == OVERDUE
        return cls(watch=watch, now=planned[0], next=planned[1] if overdue else None)

    @property
    def subject_id(self) -> UUID:
        return self.watch.subject_id

    @property
    def clock(self) -> str:
        return self.watch.clock

    @property
    def cycle(self) -> int:
        return self.watch.cycle

    @property
    def stage(self) -> str:
        """The stage to be given; empty if there is none."""
        return self.now.stage if self.now else ""
