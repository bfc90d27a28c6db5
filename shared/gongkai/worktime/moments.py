"""The log of a clock: what happened to it, when and by whom; appended to by the rules, never rewritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, Self

from gongkai.refusals import Ground, Refusal
from gongkai.worktime.days import office_day
from gongkai.worktime.limit import LONGEST, Limit


class MomentKind(StrEnum):
    """The nine things that can happen to a clock; `hastened`: counted again within its cycle, to an earlier end."""

    started = "started"
    paused = "paused"
    resumed = "resumed"
    extended = "extended"
    rescheduled = "rescheduled"
    restarted = "restarted"
    hastened = "hastened"
    met = "met"
    cancelled = "cancelled"


STARTS: Final = (MomentKind.started, MomentKind.restarted, MomentKind.hastened)
"""From these on days are counted."""


class ClockState(StrEnum):
    running = "running"
    paused = "paused"
    met = "met"
    cancelled = "cancelled"


class NotStarted(Refusal):
    """Nothing can happen to a clock before it starts."""

    code = "clock-not-started"
    ground = Ground.untimely


class AlreadyStarted(Refusal):
    """A clock starts once; to count again it is restarted."""

    code = "clock-already-started"
    ground = Ground.conflict


class AlreadyPaused(Refusal):
    """A paused clock cannot be paused again."""

    code = "clock-already-paused"
    ground = Ground.conflict


class PauseUnlawful(Refusal):
    """No rule lets this limit pause."""

    code = "clock-pause-unlawful"
    ground = Ground.unlawful


class ClockOver(Refusal):
    """The clock was met or cancelled; only a restart counts again."""

    code = "clock-over"
    ground = Ground.untimely


class MomentUnfit(Refusal):
    """An extension and an earlier end need their number of units, a new date needs its day."""

    code = "clock-moment-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the log. `at` is kept in UTC.

    `day` is the legal day where it differs from the day of `at`: the day of receipt (started, restarted), of the
    letter (paused, resumed), or the new due day (rescheduled). `days` is how many units an extension adds, or how many
    there are in all where that is said with each start (see `limit_of_log`).
    """

    kind: MomentKind
    at: datetime
    by: str = ""
    reason: str = ""
    days: int = 0
    day: date | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @property
    def legal_day(self) -> date:
        return self.day or office_day(self.at)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "by": self.by,
            "reason": self.reason,
            "days": self.days,
            "day": self.day.isoformat() if self.day else None,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:
        day = row.get("day")
        return cls(
            kind=MomentKind(row["kind"]),
            at=datetime.fromisoformat(row["at"]),
            by=row.get("by", ""),
            reason=row.get("reason", ""),
            days=row.get("days", 0),
            day=date.fromisoformat(day) if day else None,
        )


def limit_of_log(log: Sequence[Moment], limit: Limit) -> Limit:
    """The limit with the length that its last start gives, where starts give one."""
    said = next((one.days for one in reversed(log) if one.kind in STARTS and one.days > 0), None)
    changed: dict[str, Any] = {limit.unit.value: said} if said else {}
    return replace(limit, **changed)


def in_order(log: Sequence[Moment]) -> list[Moment]:
    """By time, equal times as written. The start comes first even if two machines' clocks differ by a little."""
    return sorted(log, key=lambda moment: (moment.kind is not MomentKind.started, moment.at))


def append(log: Sequence[Moment], moment: Moment, *, limit: Limit | None = None) -> tuple[Moment, ...]:
    """The log with a lawful moment added; a harmless repetition leaves it as it is, anything else is refused.

    With `limit` given, a pause is lawful only if the limit names what pauses it.
    """
    written = tuple(log)
    if moment in written:
        return written
    state = _state([each for each in in_order(written) if _precedes(each, moment)])
    if _repeats(moment.kind, state):
        return written
    _refuse_untimely(moment.kind, state)
    _refuse_unfit(moment)
    if limit and moment.kind is MomentKind.paused and not limit.pauses:
        raise PauseUnlawful("该期限没有可以暂停计算的依据。")
    return (*written, moment)


def _precedes(earlier: Moment, moment: Moment) -> bool:
    return earlier.kind is MomentKind.started or earlier.at <= moment.at


def _state(log: Sequence[Moment]) -> ClockState | None:
    state: ClockState | None = None
    for moment in log:
        match moment.kind:
            case MomentKind.started if state is None:
                state = ClockState.running
            case MomentKind.restarted:
                state = ClockState.running
            case MomentKind.paused if state is ClockState.running:
                state = ClockState.paused
            case MomentKind.resumed if state is ClockState.paused:
                state = ClockState.running
            case MomentKind.met | MomentKind.cancelled if state in (ClockState.running, ClockState.paused):
                state = ClockState(moment.kind.value)
    return state


def _repeats(kind: MomentKind, state: ClockState | None) -> bool:
    over = state in (ClockState.met, ClockState.cancelled)
    if kind in (MomentKind.met, MomentKind.cancelled):
        return over
    return kind is MomentKind.resumed and (over or state is ClockState.running)


def _refuse_untimely(kind: MomentKind, state: ClockState | None) -> None:
    if kind is MomentKind.started:
        if state is not None:
            raise AlreadyStarted("该时限已经起算。")
        return
    if state is None:
        raise NotStarted("该时限尚未起算。")
    if kind is MomentKind.restarted:
        return
    if state in (ClockState.met, ClockState.cancelled):
        raise ClockOver("该时限已经结束。")
    if kind is MomentKind.paused and state is ClockState.paused:
        raise AlreadyPaused("该时限已处于暂停状态。")


def _refuse_unfit(moment: Moment) -> None:
    if moment.kind in (MomentKind.extended, MomentKind.hastened) and not 1 <= moment.days <= LONGEST:
        raise MomentUnfit("延长或提前须写明数量。")
    if moment.kind is MomentKind.rescheduled and moment.day is None:
        raise MomentUnfit("改期须写明新的到期日。")
