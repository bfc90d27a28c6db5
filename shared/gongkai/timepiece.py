"""The only place that reads the machine's clock or makes an id."""

import os
import time
from datetime import UTC, datetime
from uuid import UUID


class Timepiece:
    """Tells the time of the office (which a demonstration may move) and the real time of the machine."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> datetime:
        """The office's time, UTC: everything that counts days asks this."""
        return datetime.fromtimestamp(time.time() + self._ahead, UTC)

    def wall(self) -> datetime:
        """The machine's time, UTC: signatures and tokens of other machines are judged by this."""
        return datetime.fromtimestamp(time.time(), UTC)

    def move(self, to: datetime | None) -> None:
        """Set the office's time, from where it goes on at the usual pace; `None` returns to the real time."""
        self._ahead = 0.0 if to is None else to.timestamp() - time.time()

    @property
    def ahead(self) -> float:
        """Seconds between the office's time and the real one."""
        return self._ahead


class IdSequence:
    """Makes UUIDs of version 7 (RFC 9562, method 3): ids made later in this process sort later, however soon after."""

    def __init__(self) -> None:
        self._ticks = 0

    def next(self) -> UUID:
        """One more; a tick is 1/4096 of a millisecond, and none is used twice."""
        self._ticks = max(self._ticks + 1, (time.time_ns() << 12) // 1_000_000)
        millis, part = divmod(self._ticks, 1 << 12)
        noise = int.from_bytes(os.urandom(8), "big") >> 2
        return UUID(int=(millis << 80) | (0x7 << 76) | (part << 64) | (0x2 << 62) | noise)


new_id = IdSequence().next
