"""What a bus promises: every record handed over arrives at least once, and those of one key in their order."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from gongkai.events.record import ReceivedRecord, Record

Handler = Callable[[Sequence[ReceivedRecord]], Awaitable[None]]
"""Takes records of one partition in their order and returns once their effects are committed.

Whatever it raises means: nothing of this batch was done for certain, deliver it again later.
"""


class NotSent(Exception):
    """An earlier record of the same key did not go out, so this one had to stay behind it."""


class BusAway(Exception):
    """The bus cannot be reached at the moment; nothing is known to have arrived."""


class Bus(Protocol):
    """The same promise whether the services share a process or a Kafka cluster."""

    async def start(self) -> None:
        """Get ready; does not fail when the broker is away."""

    async def stop(self) -> None:
        """Let go of everything, in bounded time."""

    async def send(self, records: Sequence[Record]) -> list[BaseException | None]:
        """Hand records over; one outcome for each, in order: `None` once it is safe, else what went wrong.

        After a failed record no later one of the same key is `None`.
        """

    async def run(self, group: str, topics: Sequence[str], handle: Handler) -> None:
        """Consume for a group until cancelled, from the earliest record that it has not dealt with."""

    async def lag(self, group: str) -> int:
        """How many records wait for the group."""
