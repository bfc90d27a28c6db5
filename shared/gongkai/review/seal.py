"""Originals under seal: what a citizen wrote word for word stays unreadable in the database.

AES-256-GCM. A sealed text says with which key it was sealed, so that older keys still open what they sealed, and is
bound to what it is about, so that it opens nowhere else.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from typing import Final, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongkai.settings import Settings

KIND: Final = b"\x01"
KEY_BYTES: Final = 32
ID_BYTES: Final = 8
NONCE_BYTES: Final = 12
HEAD_BYTES: Final = len(KIND) + ID_BYTES


class SealBroken(RuntimeError):
    """The sealed words cannot be opened: their key is gone, they were changed, or they belong to something else."""


class Seal:
    """Seals with the newest of its keys and opens with any of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("A seal needs keys of 32 bytes.")
        self._ciphers = {_id(key): AESGCM(key) for key in keys}
        self._newest = _id(keys[0])

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """A seal with the keys of this installation."""
        return cls([_read(key) for key in settings.sealing_keys()])

    def seal(self, text: str, about: UUID) -> bytes:
        """The text, readable only by this seal and only as what it is about."""
        head = KIND + self._newest
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, text.encode(), head + about.bytes)

    def open(self, sealed: bytes, about: UUID) -> str:
        """The text again."""
        head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(head[len(KIND) :])
        if cipher is None or head[: len(KIND)] != KIND or len(nonce) != NONCE_BYTES:
            raise SealBroken("no key for this seal")
        try:
            return cipher.decrypt(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], head + about.bytes).decode()
        except InvalidTag as error:
            raise SealBroken("the seal does not hold") from error


def _id(key: bytes) -> bytes:
    """Names a key without telling anything of it."""
    return hashlib.sha256(b"gongkai seal key\n" + key).digest()[:ID_BYTES]


def _read(written: str) -> bytes:
    try:
        key = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("GONGKAI_SEAL_KEYS: a key is 32 bytes in base64")
    return key
