"""Lookups by receipt: query codes kept as scrypt hashes; ten wrong codes shut a number for an hour."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import scrypt
from typing import Final, Self

from gongkai.refusals import Ground, Refusal

WORK: Final = 2**14  # 16 MiB and about 40 ms a hash: 65 random bits need no more
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class SealedCode:
    """What is stored of a code."""

    salt: bytes
    digest: bytes

    def opens_with(self, digest: bytes) -> bool:
        """Whether a code, sealed with this salt, gave the same digest; takes the same time either way."""
        return hmac.compare_digest(self.digest, digest)


NO_CODE: Final = SealedCode(salt=bytes(SALT_BYTES), digest=bytes(32))
"""Takes the place of a receipt number that does not exist: hashing against it costs the same, and it fits nothing."""


def digest_of(code: str, salt: bytes) -> bytes:
    """The slow part; runs in a thread."""
    return scrypt(code.encode("utf-8", "replace"), salt=salt, n=WORK, r=8, p=1, dklen=32)


MOST_WRONG: Final = 10
SHUT_FOR: Final = timedelta(hours=1)
FORGOTTEN_AFTER: Final = timedelta(days=1)


class NothingFound(Refusal):
    """The number does not exist, the code is wrong, or the number is shut: the answer is the same."""

    code = "receipt-not-found"
    ground = Ground.unknown

    def __init__(self) -> None:
        super().__init__("没有找到对应的咨询。请核对回执编号和查询码；多次输错后，请一小时后再试。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """A row of the `lookup` table: tries are counted before the code is checked; the right code wipes the row."""

    receipt_no: str
    count: int = 0
    last_at: datetime
    shut_until: datetime | None = None

    def is_shut(self, now: datetime) -> bool:
        return self.shut_until is not None and now < self.shut_until

    def once_more(self, now: datetime) -> Self:
        """One more try: the tenth shuts the number for an hour, then the count restarts."""
        if self.is_shut(now):
            return self
        count = 1 if self.shut_until else self.count + 1
        return replace(self, count=count, last_at=now, shut_until=now + SHUT_FOR if count >= MOST_WRONG else None)
