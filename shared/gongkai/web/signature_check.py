"""The signature debugger: tells an integrator who holds the secret what is wrong with his message."""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongkai.web.signatures import (
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


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the verification, in the order in which it is done. `words` never hold a secret or a signature."""

    name: str
    ok: bool
    words: str


def diagnose(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> list[Step]:
    """The steps up to and with the first that fails."""
    steps: list[Step] = []
    for step in _steps(secret, headers, body, now):
        steps.append(step)
        if not step.ok:
            break
    return steps


def _steps(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Iterator[Step]:
    yield _secret(secret)
    yield Step("size", len(body) <= LARGEST, f"正文 {len(body)} 字节，上限 {LARGEST} 字节。")
    lowered = {name.lower(): value for name, value in headers.items()}
    yield _format(lowered)
    offset = int(lowered[TIME_HEADER]) - now.timestamp()
    yield _timestamp(offset)
    yield _signature(secret, lowered, body)


def _secret(secret: str) -> Step:
    try:
        length = len(secret_bytes(secret))
    except ValueError:
        return Step("secret", False, f"密钥应为 {SECRET_PREFIX} 加 Base64，且不少于 24 字节。")
    return Step("secret", True, f"密钥可读，{length} 字节。")


def _format(headers: Mapping[str, str]) -> Step:
    missing = [name for name in (ID_HEADER, TIME_HEADER, SIGNATURE_HEADER) if not headers.get(name)]
    if missing:
        return Step("format", False, f"缺少请求头：{'、'.join(missing)}。")
    if not ID.fullmatch(headers[ID_HEADER]):
        return Step("format", False, f"{ID_HEADER} 只能含字母、数字、下划线和连字符，最长 100 个字符。")
    if not TIMESTAMP.fullmatch(headers[TIME_HEADER]):
        return Step("format", False, f"{TIME_HEADER} 应为 Unix 秒数（整数，不是毫秒）。")
    try:
        _, _, found = read_headers(headers)
    except SignatureInvalid:
        return Step("format", False, f"{SIGNATURE_HEADER} 中没有可读的签名；应为 v1,<Base64> 或 sm3,<Base64>。")
    return Step("format", True, f"可读的签名：{'、'.join(scheme for scheme, _ in found)}。")


def _timestamp(offset: float) -> Step:
    if abs(offset) <= TOLERANCE:
        return Step("timestamp", True, f"时间相差 {offset:+.0f} 秒，在 ±{TOLERANCE} 秒以内。")
    hint = "请校准时钟，并在每次发送时重新签名。"
    return Step("timestamp", False, f"时间相差 {offset:+.0f} 秒，超出 ±{TOLERANCE} 秒。{hint}")


def _signature(secret: str, headers: Mapping[str, str], body: bytes) -> Step:
    message_id, sent, given = read_headers(headers)
    if _signs(secret_bytes(secret), given, signed_content(message_id, sent, body)):
        return Step("signature", True, "签名正确。")
    for words, other_key, content in _usual_mistakes(secret, headers, body):
        if _signs(other_key, given, content):
            return Step("signature", False, words)
    return Step("signature", False, UNKNOWN)


UNKNOWN: Final = "签名与正文不符：请核对密钥，并对实际发出的字节计算 HMAC(id.时间戳.正文)。"


def _signs(key: bytes, given: list[tuple[str, bytes]], content: bytes) -> bool:
    return any(hmac.compare_digest(SCHEMES[scheme](key)(content), digest) for scheme, digest in given)


def _usual_mistakes(secret: str, headers: Mapping[str, str], body: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    """What integrators usually get wrong: words, the key they used, the content they signed."""
    message_id, sent, _ = read_headers(headers)
    key, right = secret_bytes(secret), signed_content(message_id, sent, body)
    for text in (secret, secret.removeprefix(SECRET_PREFIX)):
        yield "密钥未经 Base64 解码就用了；应先去掉前缀再解码。", text.encode(), right
    yield "签名只覆盖了正文；应为 id.时间戳.正文。", key, body
    yield "签名时漏了 id；应为 id.时间戳.正文。", key, b"%d.%b" % (sent, body)
    yield "签名后正文末尾多了或少了换行。", key, signed_content(message_id, sent, body.rstrip(b"\r\n"))
    yield "签名后正文末尾多了或少了换行。", key, signed_content(message_id, sent, body.rstrip(b"\r\n") + b"\n")
    for other in _other_spellings(body):
        yield "签名后 JSON 被重新排版；应对实际发出的字节签名。", key, signed_content(message_id, sent, other)


def _other_spellings(body: bytes) -> Iterator[bytes]:
    try:
        value = json.loads(body)
    except ValueError:
        return
    for ascii_only in (True, False):
        for separators in ((",", ":"), (", ", ": ")):
            yield json.dumps(value, ensure_ascii=ascii_only, separators=separators).encode("utf-8", "replace")
