"""One thing to be brought to another organisation, and when to try again. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

BACK_OFF: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The pauses between ten tries: about three days in all (the schedule of Standard Webhooks)."""
TRIES: Final = len(BACK_OFF) + 1
LONGEST_WISH: Final = timedelta(hours=24)
"""A `Retry-After` is honoured up to here."""


class DeliveryState(StrEnum):
    """waiting for its next try; delivered; dead after the last try, until somebody replays it."""

    waiting = "waiting"
    delivered = "delivered"
    dead = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the ledger. `id` is the webhook id, the same in every try; `body` is sent as it was written down.

    `attempts` counts all tries ever, `earlier_attempts` those before it was last replayed.
    """

    id: UUID
    endpoint: str
    kind: str
    subject_id: UUID
    body: bytes
    state: DeliveryState = DeliveryState.waiting
    attempts: int = 0
    earlier_attempts: int = 0
    next_try_at: datetime
    last_status: int | None = None
    last_error: str | None = None
    created_at: datetime
    delivered_at: datetime | None = None
    receipt: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptOutcome:
    """What came of one try: the HTTP status, or the kind of error; never a word of the other side's text."""

    status: int | None = None
    error: str | None = None
    receipt: Any = None
    wish: timedelta | None = None

    @property
    def delivered(self) -> bool:
        """Whether the other side took it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """410: the other side wants nothing more at this address."""
        return self.status == 410


def after_try(one: Delivery, outcome: AttemptOutcome, now: datetime) -> Delivery:
    """The delivery once a try has ended: delivered, waiting for the next try, or dead."""
    tried = replace(
        one,
        attempts=one.attempts + 1,
        last_status=outcome.status,
        last_error=outcome.error,
    )
    if outcome.delivered:
        return replace(tried, state=DeliveryState.delivered, delivered_at=now, receipt=outcome.receipt)
    tries = tried.attempts - tried.earlier_attempts
    if tries >= TRIES:
        return replace(tried, state=DeliveryState.dead)
    wish = min(outcome.wish or timedelta(), LONGEST_WISH)
    return replace(tried, next_try_at=now + max(BACK_OFF[tries - 1], wish))
