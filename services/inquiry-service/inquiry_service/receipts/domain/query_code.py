"""How a query code is kept: as an scrypt hash, so that even a copy of the database opens no status page."""

import hmac
from dataclasses import dataclass
from hashlib import scrypt
from typing import Final

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


NOBODYS: Final = SealedCode(salt=bytes(SALT_BYTES), digest=bytes(32))
"""Stands in for a receipt number that does not exist: hashing against it costs the same, and it fits nothing."""


def digest_of(code: str, salt: bytes) -> bytes:
    """The slow part; runs in a thread."""
    return scrypt(code.encode("utf-8", "replace"), salt=salt, n=WORK, r=8, p=1, dklen=32)
