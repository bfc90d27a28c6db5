"""The signature debugger: tells an integrator who holds the secret what is wrong with a message.

What it says, and why that is safe to print, log or send to us: the name of the step and of the part that differs, a
known mistake in words, numbers of bytes, the offset of the clock. Never the secret, nor a key or a hash made from it
(one could try guesses against it), nor the signature that would have been right (with that anybody could send this
very message in our partner's name for the next five minutes), nor any byte of the body, which may be private.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from gongkai.webhooks.signature_mistakes import SpelledSignature, usual_mistakes, written_signatures
from gongkai.webhooks.signatures import (
    ID,
    ID_HEADER,
    LARGEST,
    SCHEMES,
    SECRET_PREFIX,
    SIGNATURE_HEADER,
    TIME_HEADER,
    TIMESTAMP,
    TOLERANCE,
    SignatureInvalid,
    read_headers,
    secret_bytes,
    signed_content,
)


class SignedPart(StrEnum):
    """What differs between a message and its signature."""

    nothing = "nothing"
    secret = "secret"
    size = "size"
    headers = "headers"
    clock = "clock"
    id = "id"
    timestamp = "timestamp"
    body = "body"
    key = "key"
    algorithm = "algorithm"
    encoding = "encoding"
    arrangement = "arrangement"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of the verification, in the order in which it is done. `words` never hold a secret or a signature."""

    name: str
    ok: bool
    words: str
    part: SignedPart = SignedPart.nothing


UNKNOWN: Final = (
    "签名与正文不符，也不是常见的错误：请核对密钥，并对实际发出的字节计算 HMAC(id.时间戳.正文)；"
    "把签名时所用的字节存成文件一并交来，可以指出从哪里起不同。"
)


def diagnose(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime, signed: bytes | None = None
) -> list[CheckStep]:
    """The steps up to and with the first that fails. `signed`: the bytes over which the sender computed, if known."""
    steps: list[CheckStep] = []
    for step in _steps(secret, headers, body, now, signed):
        steps.append(step)
        if not step.ok:
            break
    return steps


def _steps(
    secret: str, headers: Mapping[str, str], body: bytes, now: datetime, signed: bytes | None
) -> Iterator[CheckStep]:
    yield _secret(secret)
    yield CheckStep("size", len(body) <= LARGEST, f"正文 {len(body)} 字节，上限 {LARGEST} 字节。", SignedPart.size)
    lowered = {name.lower(): value for name, value in headers.items()}
    yield _format(secret, lowered, body)
    yield _timestamp(int(lowered[TIME_HEADER]) - now.timestamp())
    yield _signature(secret, lowered, body, signed)


def _secret(secret: str) -> CheckStep:
    try:
        length = len(secret_bytes(secret))
    except ValueError:
        missing = "这里缺少前缀。" if _readable(f"{SECRET_PREFIX}{secret}") else ""
        words = f"密钥应为 {SECRET_PREFIX} 加 Base64，且不少于 24 字节。{missing}"
        return CheckStep("secret", False, words, SignedPart.secret)
    return CheckStep("secret", True, f"密钥可读，{length} 字节。")


def _readable(secret: str) -> bool:
    try:
        return bool(secret_bytes(secret))
    except ValueError:
        return False


def _format(secret: str, headers: Mapping[str, str], body: bytes) -> CheckStep:
    missing = [name for name in (ID_HEADER, TIME_HEADER, SIGNATURE_HEADER) if not headers.get(name)]
    if missing:
        return CheckStep("format", False, f"缺少请求头：{'、'.join(missing)}。", SignedPart.headers)
    if not ID.fullmatch(headers[ID_HEADER]):
        words = f"{ID_HEADER} 只能含字母、数字、下划线和连字符，最长 100 个字符。"
        return CheckStep("format", False, words, SignedPart.headers)
    if not TIMESTAMP.fullmatch(headers[TIME_HEADER]):
        return CheckStep("format", False, f"{TIME_HEADER} 应为 Unix 秒数（整数，不是毫秒）。", SignedPart.headers)
    try:
        _, _, found = read_headers(headers)
    except SignatureInvalid:
        return _unreadable(secret, headers, body)
    return CheckStep("format", True, f"可读的签名：{'、'.join(scheme for scheme, _ in found)}。")


def _unreadable(secret: str, headers: Mapping[str, str], body: bytes) -> CheckStep:
    """No signature is written as it should be; perhaps one is right but for that."""
    right = signed_content(headers[ID_HEADER], int(headers[TIME_HEADER]), body)
    for one in written_signatures(headers[SIGNATURE_HEADER]):
        if one.how and _is_of(one, secret_bytes(secret), right):
            return CheckStep("format", False, f"签名算得对，写法不对：{one.how}", SignedPart.encoding)
    words = f"{SIGNATURE_HEADER} 中没有可读的签名；应为 v1,<Base64> 或 sm3,<Base64>。"
    return CheckStep("format", False, words, SignedPart.headers)


def _timestamp(offset: float) -> CheckStep:
    if abs(offset) <= TOLERANCE:
        return CheckStep("timestamp", True, f"时间相差 {offset:+.0f} 秒，在 ±{TOLERANCE} 秒以内。")
    hint = "请校准时钟，并在每次发送时重新签名。"
    return CheckStep("timestamp", False, f"时间相差 {offset:+.0f} 秒，超出 ±{TOLERANCE} 秒。{hint}", SignedPart.clock)


def _signature(secret: str, headers: Mapping[str, str], body: bytes, signed: bytes | None) -> CheckStep:
    message_id, sent, given = read_headers(headers)
    right, key = signed_content(message_id, sent, body), secret_bytes(secret)
    if any(hmac.compare_digest(SCHEMES[scheme](key)(right), digest) for scheme, digest in given):
        return CheckStep("signature", True, "签名正确。")
    written = written_signatures(headers[SIGNATURE_HEADER])
    if any(_is_of(one, key, right) for one in written):
        words = "算法与标记不符：v1 是 HMAC-SHA256，sm3 是 HMAC-SM3。"
        return CheckStep("signature", False, words, SignedPart.algorithm)
    for mistake in usual_mistakes(secret, message_id, sent, body):
        if any(hmac.compare_digest(digest, one.digest) for digest in mistake.digests() for one in written):
            return CheckStep("signature", False, mistake.words, SignedPart(mistake.part))
    if signed is not None:
        return _compared(written, key, signed, right)
    return CheckStep("signature", False, UNKNOWN, SignedPart.unknown)


def _is_of(one: SpelledSignature, key: bytes, content: bytes) -> bool:
    return any(hmac.compare_digest(with_key(key)(content), one.digest) for with_key in SCHEMES.values())


def _compared(written: Sequence[SpelledSignature], key: bytes, signed: bytes, right: bytes) -> CheckStep:
    """What the sender signed, compared with what had to be signed."""
    if not any(_is_of(one, key, signed) for one in written):
        words = "签名也不是这把密钥对所交字节的签名：密钥或算法不同。"
        return CheckStep("signature", False, words, SignedPart.key)
    ours, theirs = right.split(b".", 2), signed.split(b".", 2)
    if len(theirs) < 3:
        return CheckStep("signature", False, "签名所用的字节不是 id.时间戳.正文。", SignedPart.arrangement)
    for part, should, was in zip((SignedPart.id, SignedPart.timestamp, SignedPart.body), ours, theirs, strict=True):
        if should != was:
            place = next((at for at, (a, b) in enumerate(zip(should, was, strict=False)) if a != b), None)
            at = min(len(should), len(was)) if place is None else place
            words = f"{PARTS[part]}不同：签名时 {len(was)} 字节，发出 {len(should)} 字节，从第 {at + 1} 字节起不同。"
            return CheckStep("signature", False, words, part)
    return CheckStep("signature", False, UNKNOWN, SignedPart.unknown)


PARTS: Final[Mapping[SignedPart, str]] = {
    SignedPart.id: "编号",
    SignedPart.timestamp: "时间戳",
    SignedPart.body: "正文",
}
