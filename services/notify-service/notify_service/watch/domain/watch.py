"""A limit that is being watched: what the owner's last event said about one clock, and whose it is."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Self
from uuid import UUID

from gongkai.events.envelope import ClockFact, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One clock of one subject. `service` is the owner; `due_at` the instant at which the limit has passed."""

    subject_id: UUID
    clock: str
    cycle: int
    title: str
    service: str
    ref: str
    unit: str
    desk_path: str
    state: str
    limit_n: int
    limit_unit: str
    received_on: date
    started_at: datetime
    due_on: date
    due_at: datetime
    certainty: str
    calendar_version: str

    @classmethod
    def told(cls, event: Event, fact: ClockFact) -> Self:
        """What an event says about one of its clocks."""
        said = fact.model_dump(exclude={"code"})
        return cls(
            subject_id=event.aggregate_id,
            clock=fact.code,
            service=event.type.split(".")[1],
            ref=event.ref,
            unit=event.unit,
            desk_path=event.desk_path,
            **{name: said[name] for name in FROM_FACT},
        )

    @property
    def key(self) -> tuple[UUID, str]:
        """Subject and clock: there is one watch for each."""
        return self.subject_id, self.clock

    @property
    def runs(self) -> bool:
        """Whether anybody is to be warned: not once it is met, paused or cancelled (B2)."""
        return self.state == "running"

    @property
    def provisional(self) -> bool:
        """Whether the calendar of the due day is not announced yet."""
        return self.certainty == "provisional"


FROM_FACT = tuple({field.name for field in fields(Watch)} & set(ClockFact.model_fields))
