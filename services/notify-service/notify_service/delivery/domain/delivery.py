"""One person told by one channel of one warning: delivered, waiting for its next try, or given up."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.mail.mail import NotTaken, pause_after


class Channel(StrEnum):
    """How a person is told (B5); further channels come with their own senders."""

    inbox = "inbox"
    mail = "mail"


class DeliveryState(StrEnum):
    """Where a delivery stands. `needless`: the limit was met before the mail could be sent, or there is no
    mail server."""

    waiting = "waiting"
    delivered = "delivered"
    refused = "refused"
    given_up = "given_up"
    needless = "needless"


GATHER: Final = timedelta(seconds=3)
"""Warnings of one moment are given in several transactions; so long a mail waits to list them all (B4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the `warning_delivery` table: warning x recipient x channel."""

    warning_id: UUID
    recipient: str
    channel: Channel
    name: str
    address: str
    given_at: datetime
    state: DeliveryState
    attempts: int = 0
    next_at: datetime | None = None
    settled_at: datetime | None = None
    last_error: str | None = None

    @classmethod
    def in_app(cls, warning_id: UUID, recipient: str, name: str, at: datetime) -> Self:
        """In the person's inbox at once."""
        return cls(
            warning_id=warning_id,
            recipient=recipient,
            channel=Channel.inbox,
            name=name,
            address="",
            given_at=at,
            state=DeliveryState.delivered,
            settled_at=at,
        )

    @classmethod
    def by_mail(cls, warning_id: UUID, recipient: str, name: str, address: str, at: datetime) -> Self:
        """To be sent a moment later, in one message with whatever else comes due for the person."""
        return cls(
            warning_id=warning_id,
            recipient=recipient,
            channel=Channel.mail,
            name=name,
            address=address,
            given_at=at,
            state=DeliveryState.waiting,
            next_at=at + GATHER,
        )

    def settled(self, state: DeliveryState, at: datetime) -> Self:
        """This delivery has come to its end."""
        return replace(self, state=state, next_at=None, settled_at=at)

    def tried(self, failure: NotTaken | None, at: datetime) -> Self:
        """A try was made: delivered, or once more after a longer pause, until the tries are used up."""
        if failure is None:
            return self.settled(DeliveryState.delivered, at)
        told = replace(self, last_error=failure.words)
        if failure.for_good:
            return told.settled(DeliveryState.refused, at)
        pause = pause_after(self.attempts)
        if pause is None:
            return told.settled(DeliveryState.given_up, at)
        return replace(told, next_at=at + pause)
