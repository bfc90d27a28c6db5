"""What integrators usually get wrong when they sign: other bytes of the body, another key, another way to write it."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from gongkai.webhooks.signatures import SCHEMES, SECRET_PREFIX, secret_bytes, signed_content

BOM: Final = b"\xef\xbb\xbf"
NEAR: Final = 10
"""Seconds by which a time taken twice usually differs."""
LENGTHS: Final = frozenset((20, 32, 48, 64))
"""Bytes of the digests that libraries offer."""
HEX: Final = re.compile(r"[0-9A-Fa-f]+")
SHANGHAI: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class SpelledSignature:
    """A signature as it stands in the header; `how` says what is wrong with its writing, if anything is."""

    how: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known mistake: which part differs, in words, and the key and the content that were used."""

    part: str
    words: str
    key: bytes
    content: bytes

    def digests(self) -> list[bytes]:
        """Under both schemes."""
        return [with_key(self.key)(self.content) for with_key in SCHEMES.values()]


@dataclass(frozen=True, slots=True)
class OtherAlgorithm(Mistake):
    """The right key and content, but not an HMAC of one of the two schemes."""

    def digests(self) -> list[bytes]:
        """With what else libraries offer."""
        keyed = [hmac.digest(self.key, self.content, name) for name in ("sha1", "sha384", "sha512")]
        joined = (self.key + self.content, self.content + self.key, self.content)
        return keyed + [hashlib.sha256(one).digest() for one in joined]


def written_signatures(header: str) -> list[SpelledSignature]:
    """Everything in the header that could be a signature, however it is written."""
    found = []
    for word in re.split(r"[\s;]+|,(?=(?:v1|sm3)[,=])", header.strip()):
        mark = re.match(r"(v1|sm3)([,=:])", word or "")
        text = word[mark.end() :] if mark else word
        how = "" if mark and mark[2] == "," else "应写作 v1,<Base64> 或 sm3,<Base64>。"
        found += [SpelledSignature(how or wrong, digest) for wrong, digest in _decoded(text)]
    return [one for one in found if len(one.digest) in LENGTHS]


def _decoded(text: str) -> Iterator[tuple[str, bytes]]:
    with suppress(binascii.Error, ValueError):
        plain = base64.b64decode(text, validate=True)
        yield "", plain
        if HEX.fullmatch(plain.decode("ascii")):
            yield "先转成了十六进制文字再做 Base64；应对摘要的字节做 Base64。", bytes.fromhex(plain.decode("ascii"))
    with suppress(binascii.Error, ValueError):
        if HEX.fullmatch(text):
            yield "写成了十六进制；应为 Base64。", bytes.fromhex(text)
    with suppress(binascii.Error, ValueError):
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        if padded != text:
            yield "Base64 末尾的等号不对。", base64.b64decode(padded, validate=True)
        if re.search("[-_]", text):
            yield "用了网址用的 Base64（- 和 _）；应为标准 Base64（+ 和 /）。", base64.urlsafe_b64decode(padded)


def usual_mistakes(secret: str, message_id: str, sent: int, body: bytes) -> Iterator[Mistake]:
    """All of them, the likeliest first."""
    key, right = secret_bytes(secret), signed_content(message_id, sent, body)
    for words, other in _other_keys(secret):
        yield Mistake("key", words, other, right)
    for words, content in _other_arrangements(message_id, sent, body):
        yield Mistake("arrangement", words, key, content)
    for words, other_body in other_bodies(body):
        yield Mistake("body", words, key, signed_content(message_id, sent, other_body))
    for time in _other_times(sent):
        words = "签名时的时间戳与请求头中的不同；应只取一次时间（整数秒），两处都用它。"
        yield Mistake("timestamp", words, key, b"%b.%b.%b" % (message_id.encode(), time.encode(), body))
    for other_id in (message_id.removeprefix("msg_"), f"msg_{message_id}", message_id.upper(), message_id.lower()):
        if other_id != message_id:
            words = "签名时的编号与请求头中的不同（前缀 msg_ 或大小写）。"
            yield Mistake("id", words, key, signed_content(other_id, sent, body))
    yield OtherAlgorithm("algorithm", "不是 HMAC-SHA256，也不是 HMAC-SM3（或没有用 HMAC）。", key, right)


def _other_keys(secret: str) -> Iterator[tuple[str, bytes]]:
    text = secret.removeprefix(SECRET_PREFIX)
    for used in (secret, text, f"{secret}\n", f"{text}\n"):
        yield "密钥未经 Base64 解码就用了；应先去掉前缀再解码。", used.encode()
    with suppress(binascii.Error, ValueError):
        yield "解码之前没有去掉前缀 whsec_。", base64.b64decode(f"{secret}==")
    yield "密钥解码后又转成了十六进制文字；应直接用字节。", secret_bytes(secret).hex().encode()
    yield "密钥末尾多了换行。", secret_bytes(secret) + b"\n"


def _other_arrangements(message_id: str, sent: int, body: bytes) -> Iterator[tuple[str, bytes]]:
    name, time = message_id.encode(), b"%d" % sent
    yield "签名只覆盖了正文；应为 id.时间戳.正文。", body
    yield "签名时漏了 id；应为 id.时间戳.正文。", b"%b.%b" % (time, body)
    yield "签名时漏了时间戳；应为 id.时间戳.正文。", b"%b.%b" % (name, body)
    yield "签名时次序颠倒；应为 id.时间戳.正文。", b"%b.%b.%b" % (time, name, body)
    for separator in (b"", b":", b"\n", b"|", b","):
        yield "签名时分隔用错；应以英文句点相连：id.时间戳.正文。", separator.join((name, time, body))


def _other_times(sent: int) -> Iterator[str]:
    yield f"{sent}000"
    yield f"{sent}.0"
    for zone in (UTC, SHANGHAI):
        with suppress(ValueError, OverflowError, OSError):
            moment = datetime.fromtimestamp(sent, zone)
            yield moment.isoformat()
            yield f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    for seconds in range(1, NEAR + 1):
        yield from (str(sent + seconds), str(sent - seconds))


def other_bodies(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The body as it may have been when it was signed."""
    bare = body.removeprefix(BOM)
    yield "正文开头多了或少了 BOM（EF BB BF）；应为不带 BOM 的 UTF-8。", bare if bare != body else BOM + body
    trimmed = body.rstrip(b"\r\n")
    for end in (b"", b"\n", b"\r\n"):
        yield "签名后正文末尾多了或少了换行。", trimmed + end
    yield "签名后正文首尾的空白被去掉或加上了。", body.strip()
    unix = body.replace(b"\r\n", b"\n")
    for ends in (unix, unix.replace(b"\n", b"\r\n")):
        yield "签名后正文的换行被改写了（CRLF 与 LF）。", ends
    yield "签名时正文是空的（可能读过一次之后没有再读到）。", b""
    yield "签名时正文先做了 Base64。", base64.b64encode(body)
    with suppress(UnicodeError):
        for coding in ("gb18030", "utf-16", "utf-16-le"):
            yield f"签名时正文用的是 {coding} 编码；应为 UTF-8。", bare.decode().encode(coding)
    for other in _other_spellings(bare):
        yield "签名后 JSON 被重新排版；应对实际发出的字节签名。", other


def _other_spellings(body: bytes) -> Iterator[bytes]:
    try:
        value = json.loads(body)
    except ValueError:
        return
    layouts: tuple[dict[str, Any], ...] = (
        {"separators": (",", ":")},
        {"separators": (", ", ": ")},
        {"separators": (",", ":"), "sort_keys": True},
        {"separators": (", ", ": "), "sort_keys": True},
        {"indent": 2},
        {"indent": 4},
    )
    for layout in layouts:
        for ascii_only in (True, False):
            text = json.dumps(value, ensure_ascii=ascii_only, **layout)
            safe = _html_safe(text)
            for spelled in (text, text.replace("/", "\\/"), _upper_escapes(text), safe, _upper_escapes(safe)):
                yield spelled.encode("utf-8", "replace")
                yield spelled.encode("utf-8", "replace") + b"\n"


def _upper_escapes(text: str) -> str:
    return re.sub(r"\\u[0-9a-f]{4}", lambda found: "\\u" + found[0][2:].upper(), text)


def _html_safe(text: str) -> str:
    return re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text)
