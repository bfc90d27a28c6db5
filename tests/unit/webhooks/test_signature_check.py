"""C10: the signature debugger names the part that differs, and gives nothing away."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.webhooks.signature_check import CheckStep, SignedPart, diagnose
from gongkai.webhooks.signatures import Signatures, secret_bytes, sm3_with

SECRET = "whsec_" + base64.b64encode(bytes(range(200, 232))).decode()
OTHER = "whsec_" + base64.b64encode(b"x" * 32).decode()
KEY = secret_bytes(SECRET)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SENT = int(NOW.timestamp())
BODY = json.dumps({"type": "transfer.urged", "order": {"order_no": "1/2", "title": "过期<酸奶>"}}, ensure_ascii=False)
RAW = BODY.encode()


def headers(signature: str, message_id: str = "msg_1") -> dict[str, str]:
    return {"webhook-id": message_id, "webhook-timestamp": str(SENT), "webhook-signature": signature}


def signed(content: bytes, key: bytes = KEY) -> dict[str, str]:
    return headers("v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode())


def right(body: bytes = RAW, message_id: str = "msg_1", time: str = str(SENT)) -> bytes:
    return b".".join((message_id.encode(), time.encode(), body))


def last(given: dict[str, str], body: bytes = RAW, **options: bytes) -> CheckStep:
    return diagnose(SECRET, given, body, NOW, **options)[-1]


BODIES = {
    "a BOM before it": b"\xef\xbb\xbf" + RAW,
    "a line end after it": RAW + b"\n",
    "a Windows line end after it": RAW + b"\r\n",
    "as PHP writes it": json.dumps(json.loads(RAW), separators=(",", ":")).replace("/", "\\/").encode(),
    "as Go writes it": json.dumps(json.loads(RAW), ensure_ascii=False, separators=(",", ":"))
    .replace("<", "\\u003c")
    .replace(">", "\\u003e")
    .encode(),
    "as C# writes it": json.dumps(json.loads(RAW), separators=(",", ":"))
    .replace("\\u8fc7", "\\u8FC7")
    .replace("\\u671f", "\\u671F")
    .replace("<", "\\u003C")
    .replace(">", "\\u003E")
    .encode(),
    "compact, with a line end": json.dumps(json.loads(RAW), separators=(",", ":")).encode() + b"\n",
    "with indents": json.dumps(json.loads(RAW), indent=2).encode(),
    "with sorted keys": json.dumps(json.loads(RAW), sort_keys=True, separators=(",", ":")).encode(),
    "in GB18030": BODY.encode("gb18030"),
    "in UTF-16": BODY.encode("utf-16-le"),
    "empty": b"",
}


@pytest.mark.parametrize("name", BODIES)
def test_c10_the_debugger_finds_another_body(name: str) -> None:
    assert last(signed(right(BODIES[name]))).part is SignedPart.body


def test_c10_the_debugger_finds_a_byte_order_mark_that_was_sent_but_not_signed() -> None:
    found = last(signed(right()), b"\xef\xbb\xbf" + RAW)
    assert found.part is SignedPart.body
    assert "BOM" in found.words


def test_c10_the_debugger_finds_blanks_that_were_sent_but_not_signed() -> None:
    assert last(signed(right()), b" " + RAW + b" ").part is SignedPart.body


@pytest.mark.parametrize("time", [f"{SENT}000", str(SENT - 3), "2026-11-24T03:00:00Z"])
def test_c10_the_debugger_finds_another_timestamp(time: str) -> None:
    assert last(signed(right(time=time))).part is SignedPart.timestamp


@pytest.mark.parametrize("message_id", ["1", "msg_msg_1", "MSG_1"])
def test_c10_the_debugger_finds_another_id(message_id: str) -> None:
    assert last(signed(right(message_id=message_id))).part is SignedPart.id


@pytest.mark.parametrize(
    "key",
    [
        SECRET.encode(),
        SECRET.removeprefix("whsec_").encode(),
        f"{SECRET}\n".encode(),
        KEY.hex().encode(),
        KEY + b"\n",
        base64.b64decode(f"{SECRET}=="),
    ],
)
def test_c10_the_debugger_finds_a_secret_used_wrongly(key: bytes) -> None:
    assert last(signed(right(), key)).part is SignedPart.key


@pytest.mark.parametrize(
    "digest",
    [
        hmac.digest(KEY, right(), "sha512"),
        hmac.digest(KEY, right(), "sha1"),
        sha256(KEY + right()).digest(),
        hashlib.sha256(right()).digest(),
        sm3_with(KEY)(right()),
    ],
)
def test_c10_the_debugger_finds_another_algorithm(digest: bytes) -> None:
    given = headers("v1," + base64.b64encode(digest).decode() + " v1," + base64.b64encode(b"n" * 32).decode())
    assert last(given).part is SignedPart.algorithm


@pytest.mark.parametrize("content", [RAW, right()[6:], b"msg_1." + RAW, b"msg_1:%d:%b" % (SENT, RAW)])
def test_c10_the_debugger_finds_another_arrangement(content: bytes) -> None:
    assert last(signed(content)).part is SignedPart.arrangement


DIGEST = hmac.digest(KEY, right(), "sha256")


@pytest.mark.parametrize(
    "signature",
    [
        "v1," + DIGEST.hex(),
        "v1," + DIGEST.hex().upper(),
        "v1," + base64.b64encode(DIGEST.hex().encode()).decode(),
        "v1," + base64.b64encode(DIGEST).decode().rstrip("="),
        base64.b64encode(DIGEST).decode(),
        "v1=" + base64.b64encode(DIGEST).decode(),
    ],
)
def test_c10_the_debugger_finds_a_right_signature_written_wrongly(signature: str) -> None:
    assert last(headers(signature)).part is SignedPart.encoding


def test_c10_the_debugger_finds_the_alphabet_of_addresses() -> None:
    numbers = (number for number in range(1000) if set("+/") & set(base64.b64encode(of(number)).decode()))
    number = next(numbers)
    given = headers("v1," + base64.urlsafe_b64encode(of(number)).decode(), f"msg_{number}")
    assert last(given).part is SignedPart.encoding


def of(number: int) -> bytes:
    return hmac.digest(KEY, right(message_id=f"msg_{number}"), "sha256")


@pytest.mark.parametrize("secret", [SECRET.removeprefix("whsec_"), "whsec_kurz", "", "whsec_äöü"])
def test_c10_the_debugger_says_that_a_secret_is_none(secret: str) -> None:
    (step,) = diagnose(secret, signed(right()), RAW, NOW)
    assert (step.part, step.ok) == (SignedPart.secret, False)
    assert ("缺少前缀" in step.words) == (secret == SECRET.removeprefix("whsec_"))


def test_c10_the_debugger_tells_skew_with_its_seconds() -> None:
    step = diagnose(SECRET, signed(right()), RAW, NOW + timedelta(hours=8))[-1]
    assert step.part is SignedPart.clock
    assert "-28800" in step.words


@pytest.mark.parametrize(
    ("content", "part", "words"),
    [
        (right(message_id="msg_other"), SignedPart.id, "从第 5 字节起"),
        (right(time=str(SENT + 99)), SignedPart.timestamp, "从第 9 字节起"),
        (right(body=RAW[:20] + b"#" + RAW[21:]), SignedPart.body, "从第 21 字节起"),
        (right(body=RAW[:-5]), SignedPart.body, f"从第 {len(RAW) - 4} 字节起"),
        (b"nonsense", SignedPart.arrangement, "不是 id.时间戳.正文"),
    ],
)
def test_c10_with_the_bytes_that_were_signed_it_finds_any_difference(
    content: bytes, part: SignedPart, words: str
) -> None:
    assert last(signed(content)).part is SignedPart.unknown
    found = last(signed(content), signed=content)
    assert found.part is part
    assert words in found.words


def test_c10_another_secret_is_told_by_the_bytes_that_were_signed() -> None:
    given = signed(right(), secret_bytes(OTHER))
    assert last(given).part is SignedPart.unknown
    assert last(given, signed=right()).part is SignedPart.key


@given(st.binary(min_size=24, max_size=64), st.binary(max_size=200), st.sampled_from(["v1", "sm3"]), st.booleans())
def test_c10_whatever_it_says_gives_nothing_away(key: bytes, body: bytes, scheme: str, signed: bool) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    good = Signatures([secret]).sign("msg_1", NOW, body, (scheme,))
    wrong = good | {"webhook-signature": f"v1,{base64.b64encode(b'n' * 32).decode()}"}
    said = str(diagnose(secret, wrong, body, NOW, body if signed else None))
    for private in (secret[6:], key.hex(), good["webhook-signature"].partition(",")[2]):
        assert private not in said
    assert base64.b64decode(good["webhook-signature"].partition(",")[2]).hex() not in said
