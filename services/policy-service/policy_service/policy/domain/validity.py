"""Whether a policy is in force (有效性): by its dates, and by what the office decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from policy_service.policy.domain.kinds import Kind


class Validity(StrEnum):
    """What holds for a policy on a day."""

    upcoming = "upcoming"
    in_force = "in_force"
    partly_repealed = "partly_repealed"
    amended = "amended"
    expired = "expired"
    repealed = "repealed"


VALIDITY_WORDS: Final = {
    Validity.upcoming: "尚未生效",
    Validity.in_force: "现行有效",
    Validity.partly_repealed: "部分失效",
    Validity.amended: "已被修改",
    Validity.expired: "失效",
    Validity.repealed: "废止",
}


class ActKind(StrEnum):
    """What the office may decide about a public policy."""

    repeal = "repeal"
    partly_repeal = "partly_repeal"


ACT_WORDS: Final = {ActKind.repeal: "废止", ActKind.partly_repeal: "部分废止"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityAct:
    """A decision of the office: from `on` it holds."""

    act: ActKind
    on: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityEntry:
    """One line of a policy's history of validity."""

    validity: Validity
    since: date
    reason: str


def validity_on(
    day: date, effective_on: date | None, expires_on: date | None, acts: Sequence[ValidityAct] = ()
) -> Validity:
    """What holds on a Shanghai day. `expires_on` is the last day in force."""
    done = {act.act for act in acts if act.on <= day}
    if ActKind.repeal in done:
        return Validity.repealed
    if expires_on is not None and day > expires_on:
        return Validity.expired
    if effective_on is not None and day < effective_on:
        return Validity.upcoming
    return Validity.partly_repealed if ActKind.partly_repeal in done else Validity.in_force


def next_day(day: date) -> date | None:
    """The day after; none after the last day of the calendar."""
    return None if day == date.max else day + timedelta(days=1)


# What the city's rules of 2010 said where a normative document names no end: five years, a trial or provisional one
# two, a public notice (通告) one. They were replaced in 2019 and the new text was not read in full
# (docs/facts.md §2.3), so this is a hint to whoever drafts, never a date that the suite sets by itself.
_YEARS: Final = 5
_YEARS_ON_TRIAL: Final = 2
_YEARS_OF_A_PUBLIC_NOTICE: Final = 1
_ON_TRIAL: Final = ("暂行", "试行")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A last day in force that the drafter may want to write down."""

    years: int
    expires_on: date

    @property
    def words(self) -> str:
        """For the drafter; it says itself that it is no law."""
        last = self.expires_on
        return (
            f"没有写明有效期。本市以往的做法是这类规范性文件按{self.years}年计"
            f"（至{last.year}年{last.month}月{last.day}日），仅供参考，请与法规处核对后自行填写。"
        )


def suggested_expiry(title: str, kind: Kind, effective_on: date) -> Suggestion | None:
    """For a normative document that names no end."""
    if kind is Kind.public_notice:
        years = _YEARS_OF_A_PUBLIC_NOTICE
    else:
        years = _YEARS_ON_TRIAL if any(word in title for word in _ON_TRIAL) else _YEARS
    anniversary = _years_later(effective_on, years)
    return None if anniversary is None else Suggestion(years=years, expires_on=anniversary - timedelta(days=1))


def _years_later(day: date, years: int) -> date | None:
    if day.year + years > date.max.year:
        return None
    leap_day = (day.month, day.day) == (2, 29)
    return date(day.year + years, 3, 1) if leap_day and years % 4 else day.replace(year=day.year + years)
