"""A legal limit as data: how long, in which unit, what starts, meets and pauses it, and which rule says so."""

from dataclasses import KW_ONLY, dataclass
from datetime import date
from enum import StrEnum

from gongkai.refusals import Ground, Refusal

LONGEST = 3660  # ten years of days: anything longer is a slip of the pen


class LimitUnit(StrEnum):
    """What is counted; working and calendar days never mix."""

    working_days = "working_days"
    calendar_days = "calendar_days"
    hours = "hours"
    fixed_date = "fixed_date"


class LimitUnfit(Refusal):
    """A limit must say exactly one length, from one unit up to ten years."""

    code = "limit-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class Limit:
    """One number of the law. Exactly one of the four lengths is given.

    - working days: the end of the nth working day after the day of receipt;
    - calendar days and fixed dates: a last day that is a rest day gives way to the next working day (Civil Code 203);
    - hours: from the event, without any calendar (Civil Code 201(2)).
    """

    code: str
    _: KW_ONLY
    working_days: int | None = None
    calendar_days: int | None = None
    hours: int | None = None
    fixed_date: date | None = None
    title: str = ""
    basis: str = ""
    starts: str = ""
    met_by: str = ""
    pauses: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        lengths = [self.working_days, self.calendar_days, self.hours]
        given = [n for n in lengths if n is not None]
        if len(given) + (self.fixed_date is not None) != 1:
            raise LimitUnfit("期限须且只须规定一种长度。")
        if given and not 1 <= given[0] <= LONGEST:
            raise LimitUnfit(f"期限长度须在1至{LONGEST}之间。")

    @property
    def unit(self) -> LimitUnit:
        if self.working_days is not None:
            return LimitUnit.working_days
        if self.calendar_days is not None:
            return LimitUnit.calendar_days
        return LimitUnit.hours if self.hours is not None else LimitUnit.fixed_date

    @property
    def n(self) -> int:
        """The length in units; 0 for a fixed date."""
        return self.working_days or self.calendar_days or self.hours or 0

    def valid_on(self, day: date) -> bool:
        """Whether the rule was in force that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
