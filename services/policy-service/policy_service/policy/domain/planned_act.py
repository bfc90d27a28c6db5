"""What a policy still has before it: to be published, to take effect, to expire, to be repealed, each at its time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from gongkai.worktime.days import day_start, office_day
from policy_service.policy.domain.edition import Edition
from policy_service.policy.domain.validity import ValidityAct, next_day


class TimedAct(StrEnum):
    """What happens to a policy by itself, at its time."""

    publish = "publish"
    take_effect = "take_effect"
    expire = "expire"
    repeal = "repeal"


BY_DATE: Final = (TimedAct.take_effect, TimedAct.expire, TimedAct.repeal)
"""What changes the validity of a public policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAct:
    """A row of the `planned_act` table; it is gone once done or called off. After a fault it is tried again later."""

    id: UUID
    policy_id: UUID
    act: TimedAct
    due_at: datetime
    next_try_at: datetime
    tries: int = 0


def upcoming_acts(
    edition: Edition, acts: tuple[ValidityAct, ...], now: datetime
) -> Iterator[tuple[TimedAct, datetime]]:
    """When the validity of a public edition changes by itself: always at 0:00 in Shanghai."""
    today = office_day(now)
    if edition.effective_on is not None and edition.effective_on > today:
        yield TimedAct.take_effect, day_start(edition.effective_on)
    lapsed = next_day(edition.expires_on) if edition.expires_on is not None else None
    if lapsed is not None and lapsed > today:
        yield TimedAct.expire, day_start(lapsed)
    yield from ((TimedAct.repeal, day_start(act.on)) for act in acts if act.on > today)
