"""Signed messages between systems: Standard Webhooks, with HMAC-SHA256 (`v1`) and HMAC-SM3 (`sm3`).

In order: size, format, timestamp, signature. Every live key is tried on every signature in constant time, and a
sender that fails learns only that; what exactly was wrong, `gongkai.webhooks.signature_check` tells those who hold the
key.
"""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

ID_HEADER: Final = "webhook-id"
TIME_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
LARGEST: Final = 1024 * 1024
TOLERANCE: Final = 300
LONGEST_SIGNATURES: Final = 2000
DIGEST_BYTES: Final = 32
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""No full stop: it separates id, timestamp and body in what is signed."""
TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
SECRET_PREFIX: Final = "whsec_"
SHORTEST_SECRET: Final = 24

Digest = Callable[[bytes], bytes]


class SignatureInvalid(EdgeRefusal):
    """Not signed with one of our secrets, or too old, or not a webhook at all: all look the same from outside."""

    code = "signature-invalid"
    ground = Ground.forbidden
    headers = {"WWW-Authenticate": "Webhook-Signature"}

    def __init__(self) -> None:
        super().__init__("签名无效。")


def secret_bytes(secret: str) -> bytes:
    """The key in a secret `whsec_<base64>`; raises `ValueError` for anything else."""
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError("a webhook secret begins with whsec_")
    key = b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    if len(key) < SHORTEST_SECRET:
        raise ValueError("a webhook secret has at least 24 bytes")
    return key


def sha256_with(key: bytes) -> Digest:
    """HMAC-SHA256 under one key."""
    return lambda content: hmac.digest(key, content, "sha256")


def sm3_with(key: bytes) -> Digest:
    """HMAC-SM3 (GB/T 32905) under one key; the keyed state is prepared once."""
    prepared = HMAC(key, hashes.SM3())

    def digest(content: bytes) -> bytes:
        state = prepared.copy()
        state.update(content)
        return state.finalize()

    return digest


SCHEMES: Final[Mapping[str, Callable[[bytes], Digest]]] = {"v1": sha256_with, "sm3": sm3_with}


class Signatures:
    """The live secrets shared with one partner, newest first: signs with the newest, accepts all."""

    def __init__(self, secrets: Sequence[str]) -> None:
        keys = [secret_bytes(secret) for secret in secrets]
        self._digests = {scheme: [with_key(key) for key in keys] for scheme, with_key in SCHEMES.items()}

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The message's id, or `SignatureInvalid`. `now` is the machine's real time."""
        if len(body) > LARGEST:
            raise SignatureInvalid
        message_id, sent, signatures = read_headers(headers)
        if abs(now.timestamp() - sent) > TOLERANCE:
            raise SignatureInvalid
        content = signed_content(message_id, sent, body)
        matches = 0
        for scheme, given in signatures:
            for digest in self._digests[scheme]:
                matches += hmac.compare_digest(digest(content), given)
        if not matches:
            raise SignatureInvalid
        return message_id

    def sign(self, message_id: str, at: datetime, body: bytes, schemes: Sequence[str] = ("v1",)) -> dict[str, str]:
        """The three headers of an outbound message, signed with the newest secret."""
        sent = int(at.timestamp())
        content = signed_content(message_id, sent, body)
        signatures = [f"{scheme},{b64encode(self._digests[scheme][0](content)).decode()}" for scheme in schemes]
        return {ID_HEADER: message_id, TIME_HEADER: str(sent), SIGNATURE_HEADER: " ".join(signatures)}


def signed_content(message_id: str, sent: int, body: bytes) -> bytes:
    """What is signed: id, timestamp and body, separated by full stops."""
    return b"%b.%d.%b" % (message_id.encode(), sent, body)


def read_headers(headers: Mapping[str, str]) -> tuple[str, int, list[tuple[str, bytes]]]:
    """Id, timestamp and the signatures of known schemes; raises `SignatureInvalid` if the format is not kept."""
    message_id, sent = headers.get(ID_HEADER, ""), headers.get(TIME_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "")
    if not ID.fullmatch(message_id) or not TIMESTAMP.fullmatch(sent) or len(given) > LONGEST_SIGNATURES:
        raise SignatureInvalid
    found = [read for part in given.split(" ") if (read := _signature(part))]
    if not found:
        raise SignatureInvalid
    return message_id, int(sent), found


def _signature(part: str) -> tuple[str, bytes] | None:
    """One signature; those of other schemes and broken ones are passed over, as the standard asks."""
    scheme, _, encoded = part.partition(",")
    if scheme not in SCHEMES:
        return None
    try:
        digest = b64decode(encoded, validate=True)
    except ValueError:
        return None
    return (scheme, digest) if len(digest) == DIGEST_BYTES else None
