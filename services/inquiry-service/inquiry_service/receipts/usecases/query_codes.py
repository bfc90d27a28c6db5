"""Hash query codes: slow on purpose, so in threads, and never more than two at a time in one process."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

from inquiry_service.receipts.domain.query_code import SALT_BYTES, SealedCode, digest_of
from inquiry_service.receipts.domain.receipt import CODE_BYTES, make_query_code

AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to give out once, and what is kept of it."""

    code: str
    sealed: SealedCode


class QueryCodes:
    """The queue before the hashing: 16 MiB and about 40 ms of a processor each."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def new(self) -> NewCode:
        """A fresh code."""
        code, salt = make_query_code(secrets.token_bytes(CODE_BYTES)), secrets.token_bytes(SALT_BYTES)
        return NewCode(code, SealedCode(salt, await self.digest(code, salt)))

    async def digest(self, code: str, salt: bytes) -> bytes:
        """The digest of a code with a salt."""
        async with self._places:
            return await asyncio.to_thread(digest_of, code, salt)
