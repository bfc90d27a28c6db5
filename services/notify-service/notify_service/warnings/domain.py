"""Warnings given (B2), alerts, and the ladder of recipients by stage (B3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Protocol, Self, TypeVar
from uuid import UUID, uuid5

from gongkai.actor import Role
from gongkai.events.policy import PolicyEvent
from gongkai.events.ticket import CoHandlingNamed
from gongkai.refusals import Ground, Refusal
from gongkai.worktime.calendar import Certainty, WorkCalendar
from gongkai.worktime.days import office_day
from notify_service.watch.domain import OVERDUE, Watch, kind_of

EMERGENCY: Final = "emergency"
HELD_BACK: Final = "held_back"
CO_HANDLING: Final = "co_handling"
ALERT_TITLES: Final = {EMERGENCY: "文件紧急撤下", HELD_BACK: "定时发布未通过审查", CO_HANDLING: "请协办热线工单"}
ALERT_WORDS: Final = {
    EMERGENCY: "请立即核查处理",
    HELD_BACK: "请修改后重新安排发布",
    CO_HANDLING: "请查看并填写协办意见",
}
"""By stage, for they stand among the warnings and the ladder names their recipients."""
URGENT: Final = (EMERGENCY, HELD_BACK)
CLOCK: Final = "publication"
"""What stands in the place of a limit's code."""
LONGEST_TITLE: Final = 80
LONGEST_REF: Final = 80


FAMILY: Final = UUID("5b1f0c52-3b0e-5c4e-9a44-7d1d2f6f6c1e")
"""Namespace of the ids of warnings: never change it, or warnings already given are given again."""


class WarningUnknown(Refusal):
    """The person is no recipient of such a warning."""

    code = "warning-unknown"
    ground = Ground.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWarning:
    """One warning; its id follows from subject, clock, stage, cycle and due day, so it is given once (B2)."""

    id: UUID
    subject_id: UUID
    clock: str
    stage: str
    cycle: int
    title: str
    service: str
    ref: str
    unit: str
    desk_path: str
    due_on: date
    due_at: datetime
    certainty: str
    days_left: int
    given_at: datetime
    acknowledged_by: str | None = None
    acknowledged_name: str | None = None
    acknowledged_at: datetime | None = None

    @classmethod
    def of(cls, watch: Watch, stage: str, calendar: WorkCalendar, given_at: datetime) -> Self:
        """The warning of a limit at a stage, with the working days that are left at this moment."""
        key = f"{watch.subject_id.hex}/{watch.clock}/{stage}/{watch.cycle}/{watch.due_on}"
        return cls(
            id=uuid5(FAMILY, key),
            subject_id=watch.subject_id,
            clock=watch.clock,
            stage=stage,
            cycle=watch.cycle,
            title=watch.title,
            service=watch.service,
            ref=watch.ref,
            unit=watch.unit,
            desk_path=watch.desk_path,
            due_on=watch.due_on,
            due_at=watch.due_at,
            certainty=watch.certainty,
            days_left=calendar.count(office_day(given_at), watch.due_on),
            given_at=given_at,
        )

    @classmethod
    def alert(cls, stage: str, event: PolicyEvent, at: datetime) -> Self:
        """Alert of something that happened to a policy. One event gives one alert: the version of
        the policy is its cycle, and instead of a last day there is the moment at which it became known here."""
        return cls(
            id=uuid5(FAMILY, f"{event.aggregate_id.hex}/{CLOCK}/{stage}/{event.version}"),
            subject_id=event.aggregate_id,
            clock=CLOCK,
            stage=stage,
            cycle=event.version,
            title=f"{ALERT_TITLES[stage]}：{event.title}"[:LONGEST_TITLE],
            service="policy",
            ref=(event.ref or event.title)[:LONGEST_REF],
            unit=event.unit,
            desk_path=event.desk_path,
            due_on=office_day(at),
            due_at=at,
            certainty=Certainty.final,
            days_left=0,
            given_at=at,
        )

    @classmethod
    def co_handling(cls, event: CoHandlingNamed, unit: str, at: datetime) -> Self:
        """Alert of co-handling: a unit is to help with a ticket (协办). It is alerted
        once for each ticket, however often helpers are named."""
        return cls(
            id=uuid5(FAMILY, f"{event.aggregate_id.hex}/{CO_HANDLING}/{unit}"),
            subject_id=event.aggregate_id,
            clock=CO_HANDLING,
            stage=CO_HANDLING,
            cycle=event.version,
            title=ALERT_TITLES[CO_HANDLING],
            service="ticket",
            ref=event.ref[:LONGEST_REF],
            unit=unit,
            desk_path=event.desk_path,
            due_on=office_day(at),
            due_at=at,
            certainty=Certainty.final,
            days_left=0,
            given_at=at,
        )

    @property
    def is_alert(self) -> bool:
        """Whether it reports an event, not a limit."""
        return self.stage in ALERT_WORDS

    @property
    def is_urgent(self) -> bool:
        """Whether it reports something that cannot wait."""
        return self.stage in URGENT

    @property
    def version(self) -> int:
        """1 once given, 2 once acknowledged."""
        return 1 if self.acknowledged_at is None else 2

    @property
    def words(self) -> str:
        """还剩5个工作日, 今天到期, 已超期3个工作日; with （暂定） where the calendar is not announced yet;
        what is to be done where it tells of something that happened."""
        if self.is_alert:
            return ALERT_WORDS[self.stage]
        return self._left + ("（暂定）" if self.certainty == "provisional" else "")

    @property
    def _left(self) -> str:
        if kind_of(self.stage) == OVERDUE:
            return f"已超期{-self.days_left}个工作日"
        return f"还剩{self.days_left}个工作日" if self.days_left > 0 else "今天到期"

    @property
    def late(self) -> bool:
        """Whether the limit had passed when the warning was given."""
        return kind_of(self.stage) == OVERDUE

    def acknowledge(self, by: str, name: str, at: datetime) -> Self:
        """Acknowledge the warning; a second time changes nothing."""
        if self.acknowledged_at is not None:
            return self
        return replace(self, acknowledged_by=by, acknowledged_name=name, acknowledged_at=at)


class Member(Protocol):
    """A member of staff, as far as the ladder has to know."""

    @property
    def unit(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...


class LadderUnfit(ValueError):
    """The ladder names no recipient for some alert."""


Person = TypeVar("Person", bound=Member)


@dataclass(frozen=True, slots=True)
class Rung:
    """People with one of the roles, in the unit that owes the step or anywhere (the office), by stages."""

    title: str
    in_unit: bool
    roles: frozenset[Role]
    stages: frozenset[str]

    def holds(self, person: Member, unit: str) -> bool:
        """Whether a person is on this rung for a matter of this unit."""
        return not self.roles.isdisjoint(person.roles) and (not self.in_unit or person.unit == unit)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, from the handler upwards."""

    rungs: tuple[Rung, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The content of a ladder file."""
        return cls(
            tuple(
                Rung(
                    title=each["title"],
                    in_unit=each["of"] == "unit",
                    roles=frozenset(Role(role) for role in each["roles"]),
                    stages=frozenset(each["stages"]),
                )
                for each in data["rung"]
            )
        ).complete()

    def complete(self) -> Self:
        """This ladder, if every alert has a recipient; raises LadderUnfit."""
        if silent := [stage for stage in ALERT_WORDS if not any(stage in rung.stages for rung in self.rungs)]:
            raise LadderUnfit(f"nobody is told of: {', '.join(silent)}")
        return self

    def recipients(self, stage: str, unit: str, people: Sequence[Person]) -> list[Person]:
        """List the recipients of a stage; one whose rungs are empty goes to the next rung that has somebody."""
        found: list[Person] = []
        reached = False
        for rung in self.rungs:
            named = kind_of(stage) in rung.stages
            reached = reached or named
            if named or (reached and not found):
                found += [person for person in people if rung.holds(person, unit) and person not in found]
        return found
