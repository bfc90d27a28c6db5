"""One use case, one transaction: rows, clocks, outbox, inbox and audit are written together or not at all."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.actor import Actor
from gongkai.audit import entries
from gongkai.clocks.keeping import Clocks, CopyClocks
from gongkai.events.envelope import Envelope, Event
from gongkai.messaging import outbox
from gongkai.observability.tracing import current_traceparent
from gongkai.timepiece import new_id
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.limit import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceConstants:
    """What stays the same from one use case to the next: whose service it is, its database, calendar and limits."""

    service: str
    engine: AsyncEngine
    calendar: WorkCalendar
    limits: Mapping[str, Limit]
    clocks_copied: CopyClocks | None = None


class Work:
    """What a use case may touch. `now` is one UTC instant for the whole use case."""

    def __init__(self, db: AsyncConnection, constants: ServiceConstants, now: datetime, actor: Actor) -> None:
        self.db = db
        self.now = now
        self.actor = actor
        self.calendar = constants.calendar
        self.clocks = Clocks(db, constants.calendar, constants.limits, constants.clocks_copied)
        self._source = f"/{constants.service}-service"
        self._announced: list[Envelope] = []
        self._audited: list[entries.AuditEntry] = []

    def new_id(self) -> UUID:
        """An id for a new row (UUIDv7)."""
        return new_id()

    def announce(self, event: Event, id: UUID | None = None) -> None:
        """Publish an event if, and only if, this transaction commits. `id` is given where it follows from a key."""
        self._announced.append(
            Envelope.around(
                event, id=id or new_id(), source=self._source, time=self.now, traceparent=current_traceparent()
            )
        )

    def audit(self, act: str, subject: str, **details: Any) -> None:
        """Record who did what to which thing; details carry ids, states and digests, never personal data."""
        self._audited.append(
            entries.AuditEntry(at=self.now, actor=self.actor, act=act, subject=subject, details=details)
        )

    @property
    def announced(self) -> bool:
        """Whether anything waits for the relay once this commits."""
        return bool(self._announced)

    async def write_down(self) -> None:
        """Put what was announced and audited into the same transaction; the caller commits next."""
        if self._announced:
            await outbox.put(self.db, self._announced)
        if self._audited:
            await entries.add(self.db, self._audited)


@asynccontextmanager
async def transaction(constants: ServiceConstants, now: datetime, actor: Actor) -> AsyncIterator[Work]:
    """Open the one transaction of a use case; it commits when the block ends well and leaves nothing otherwise."""
    async with constants.engine.begin() as db:
        work = Work(db, constants, now, actor)
        yield work
        await work.write_down()
