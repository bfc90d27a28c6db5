"""Whether a policy is in force (有效性): by its dates, and by what the office decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Validity(StrEnum):
    """What holds for a policy on a day."""

    upcoming = "upcoming"
    in_force = "in_force"
    partly_repealed = "partly_repealed"
    amended = "amended"
    expired = "expired"
    repealed = "repealed"


class ActKind(StrEnum):
    """What the office may decide about a public policy."""

    repeal = "repeal"
    partly_repeal = "partly_repeal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityAct:
    """A decision of the office: from `on` it holds."""

    act: ActKind
    on: date
    reason: str
    by: str
    at: datetime


def validity_on(
    day: date, effective_on: date | None, expires_on: date | None, acts: Sequence[ValidityAct] = ()
) -> Validity:
    """What holds on a Shanghai day."""
    done = {act.act for act in acts if act.on <= day}
    if ActKind.repeal in done:
        return Validity.repealed
    if expires_on is not None and day > expires_on:
        return Validity.expired
    if effective_on is not None and day < effective_on:
        return Validity.upcoming
    return Validity.partly_repealed if ActKind.partly_repeal in done else Validity.in_force
