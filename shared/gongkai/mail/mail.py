"""A mail to one person, what the mail server said to it, and when it is tried again. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

PAUSES: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60)
)
"""Pauses between the tries of a mail: eleven tries in about four days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message. `id` is the same in every try, so that a mail program shows a repeated sending once."""

    id: UUID
    address: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why the mail server did not take a mail; `for_good`: it never will."""

    words: str
    for_good: bool = False


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed tries; `None` once they are used up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
