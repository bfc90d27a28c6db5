"""What a use case says to the clocks of the thing it changes: started, met, paused, extended, cancelled."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks import store
from gongkai.clocks.clock import Clock, clock_after, facts
from gongkai.events.envelope import ClockFact
from gongkai.refusals import Ground, Refusal
from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.clock import ClockState, Moment, MomentKind
from gongkai.worktime.limit import Limit

CopyClocks = Callable[[AsyncConnection, Mapping[UUID, Sequence[Clock]]], Awaitable[None]]
"""What a service does with the clocks that changed, by subject: it copies what its lists sort by."""


class ClockUnknown(Refusal):
    """This thing has no such clock."""

    code = "clock-unknown"
    ground = Ground.unknown


class Clocks:
    """The clocks of one service, inside one transaction. Each call returns all clocks of the subject, for its event."""

    def __init__(
        self, db: AsyncConnection, calendar: WorkCalendar, limits: Mapping[str, Limit], copied: CopyClocks | None = None
    ) -> None:
        self._db = db
        self._copied = copied
        self._calendar = calendar
        self._limits = dict(limits)

    async def start(
        self, subject_ids: Sequence[UUID], limits: Sequence[Limit], at: Sequence[datetime]
    ) -> list[list[Clock]]:
        """Start every limit for every subject at its own moment of receipt; one round trip for all."""
        started = [
            [Clock.started(subject_id, limit, moment, self._calendar) for limit in limits]
            for subject_id, moment in zip(subject_ids, at, strict=True)
        ]
        await store.add(self._db, [clock for clocks in started for clock in clocks])
        return started

    async def share(self, clocks: Sequence[Clock], subject_id: UUID) -> list[Clock]:
        """The same for another thing: it owes what this one owes, with all that its clocks went through."""
        shared = [replace(one, subject_id=subject_id) for one in clocks]
        await store.add(self._db, shared)
        return shared

    async def of(self, subject_id: UUID) -> list[Clock]:
        """All clocks of a subject, first due first."""
        return await store.of(self._db, subject_id)

    async def facts(self, subject_id: UUID) -> tuple[ClockFact, ...]:
        """All clocks of a subject as an event tells them."""
        return self.as_facts(await self.of(subject_id))

    def as_facts(self, clocks: Sequence[Clock]) -> tuple[ClockFact, ...]:
        """Clocks as an event tells them."""
        return facts(clocks, self._limits)

    async def note(self, subject_id: UUID, limit: Limit, moment: Moment) -> tuple[ClockFact, ...]:
        """Append a moment to one clock's log and count again."""
        clocks = await self.of(subject_id)
        if not any(clock.code == limit.code for clock in clocks):
            raise ClockUnknown("没有这一时限。")
        after = [clock.after(moment, limit, self._calendar) if clock.code == limit.code else clock for clock in clocks]
        await self._save([new for new, old in zip(after, clocks, strict=True) if new != old], {subject_id: after})
        return self.as_facts(after)

    async def met(self, subject_id: UUID, limit: Limit, at: datetime, by: str = "") -> tuple[ClockFact, ...]:
        """What the limit asks for was done; the clock stops."""
        return await self.note(subject_id, limit, Moment(kind=MomentKind.met, at=at, by=by))

    async def follow(
        self, clocks: Mapping[UUID, list[Clock]], happened: Sequence[tuple[UUID, Limit, Moment]]
    ) -> dict[UUID, list[Clock]]:
        """`note` for many moments of many subjects whose clocks were read before: two statements at most."""
        if not happened:
            return dict(clocks)
        after = {subject_id: {one.code: one for one in known} for subject_id, known in clocks.items()}
        before = {(one.subject_id, one.code): one for known in clocks.values() for one in known}
        for subject_id, limit, moment in happened:
            known = after[subject_id]
            one = clock_after(known.get(limit.code), subject_id, limit, moment, self._calendar)
            if one is None:
                raise ClockUnknown("没有这一时限。")
            known[limit.code] = one
        now = {(one.subject_id, one.code): one for known in after.values() for one in known.values()}
        await store.add(self._db, [one for key, one in now.items() if key not in before])
        found = {subject_id: list(known.values()) for subject_id, known in after.items()}
        touched = {subject_id for subject_id, _, _ in happened}
        changed = [one for key, one in now.items() if before.get(key, one) != one]
        await self._save(changed, {one: clocks for one, clocks in found.items() if one in touched})
        return found

    async def cancel_all(self, subject_id: UUID, at: datetime, reason: str) -> tuple[ClockFact, ...]:
        """Nothing is owed any more: every clock that still counts is cancelled."""
        return self.as_facts((await self.cancel_each([subject_id], at, reason))[subject_id])

    async def of_each(self, subject_ids: Sequence[UUID]) -> dict[UUID, list[Clock]]:
        """All clocks of many subjects, in one statement (none for no subjects)."""
        return await store.of_all(self._db, subject_ids) if subject_ids else {}

    async def cancel_each(self, subject_ids: Sequence[UUID], at: datetime, reason: str) -> dict[UUID, list[Clock]]:
        """`cancel_all` for many subjects, in two statements (none for no subjects)."""
        moment = Moment(kind=MomentKind.cancelled, at=at, reason=reason)
        changed: list[Clock] = []
        after: dict[UUID, list[Clock]] = {}
        for subject_id, clocks in (await self.of_each(subject_ids)).items():
            after[subject_id] = [self._cancelled(clock, moment) for clock in clocks]
            changed += [new for new, old in zip(after[subject_id], clocks, strict=True) if new != old]
        await self._save(changed, after)
        return after

    async def _save(self, changed: Sequence[Clock], all_of_them: Mapping[UUID, Sequence[Clock]]) -> None:
        await store.save(self._db, changed)
        if self._copied:
            await self._copied(self._db, all_of_them)

    def _cancelled(self, clock: Clock, moment: Moment) -> Clock:
        if clock.state not in (ClockState.running, ClockState.paused):
            return clock
        return clock.after(moment, self._limits[clock.code], self._calendar)
