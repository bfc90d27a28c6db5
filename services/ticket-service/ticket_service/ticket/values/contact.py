"""The first duty of §9: get in touch with the citizen within one working day, and be able to prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gongkai.refusals import Ground, Refusal
from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.person import Person

TRIES_NEEDED: Final = 3
"""So often nobody may answer before the duty counts as done (requirement C4)."""
TRIES_APART: Final = timedelta(minutes=30)
"""What "at different times" means here; the law does not say, the office may change it."""


class ContactChannel(WordEnum):
    """By which means the citizen was approached."""

    phone = "phone", "电话"
    message = "message", "短信"
    mail = "mail", "电子邮件"
    visit = "visit", "上门"
    other = "other", "其他"


class ContactOutcome(WordEnum):
    """先行联系: 已联, or one of the three reasons of 未联."""

    reached = "reached", "已联"
    switched_off = "switched_off", "始终关机"
    not_answered = "not_answered", "始终未接"
    other = "other", "其他原因未联"


class AttemptUnfit(Refusal):
    """An attempt lies between the receipt of the order and now."""

    code = "attempt-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAttempt:
    """One try, as proof: by which channel, when, who tried, what came of it. `recorded_at` is when it was entered."""

    channel: ContactChannel
    at: datetime
    by: Person
    outcome: ContactOutcome
    note: str = ""
    recorded_at: datetime


def contacted_at(attempts: Sequence[ContactAttempt]) -> datetime | None:
    """When the duty was done: the citizen was reached, or the third try at a different time was in vain."""
    tries, last = 0, None
    for attempt in sorted(attempts, key=lambda one: one.at):
        if attempt.outcome is ContactOutcome.reached:
            return attempt.at
        if last is None or attempt.at - last >= TRIES_APART:
            tries, last = tries + 1, attempt.at
        if tries == TRIES_NEEDED:
            return attempt.at
    return None
