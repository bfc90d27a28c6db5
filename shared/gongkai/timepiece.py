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


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): ids made later sort later, to the millisecond."""
    millis = time.time_ns() // 1_000_000
    noise = int.from_bytes(os.urandom(10), "big")
    value = (millis << 80) | noise
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)
