"""What attackers and broken programs send: bodies and webhook headers that must never become a 5xx or be repeated."""

from collections.abc import Callable
from typing import Final

CANARY: Final = "310115199001011237"
"""Stands for what a person submitted; it is in every hostile body that can hold it and may be in no answer."""

MUST_BE_REFUSED: Final[list[tuple[str, bytes]]] = [
    ("duplicate key", b'{"title": "a", "title": "%s"}' % CANARY.encode()),
    ("duplicate key, nested", b'{"a": [{"k": 1, "k": "%s"}]}' % CANARY.encode()),
    ("duplicate key, escaped", b'{"k": 1, "\\u006b": "%s"}' % CANARY.encode()),
    ("NaN", b'{"title": "%s", "count": NaN}' % CANARY.encode()),
    ("Infinity", b'{"title": "%s", "count": Infinity}' % CANARY.encode()),
    ("-Infinity", b'{"count": -Infinity}'),
    ("1e400", b'{"title": "%s", "count": 1e400}' % CANARY.encode()),
    ("-1e400", b'{"count": -1e400}'),
    ("integer above 2^53", b'{"title": "%s", "count": 9007199254740993}' % CANARY.encode()),
    ("integer below -2^53", b'{"count": -9007199254740993}'),
    ("integer of 5,000 digits", b'{"count": ' + b"9" * 5000 + b"}"),
    ("lone high surrogate", b'{"title": "%s\\ud800"}' % CANARY.encode()),
    ("lone low surrogate", b'{"title": "\\udc00%s"}' % CANARY.encode()),
    ("surrogates the wrong way round", b'{"title": "\\udc00\\ud800"}'),
    ("lone surrogate in a key", b'{"\\ud800%s": 1}' % CANARY.encode()),
    ("NUL in a string", b'{"title": "%s\\u0000"}' % CANARY.encode()),
    ("NUL in a key", b'{"\\u0000%s": 1}' % CANARY.encode()),
    ("raw NUL", b'{"title": "%s\x00"}' % CANARY.encode()),
    ("raw control character", b'{"title": "%s\x07"}' % CANARY.encode()),
    ("BOM", b'\xef\xbb\xbf{"title": "%s"}' % CANARY.encode()),
    ("UTF-16", f'{{"title": "{CANARY}"}}'.encode("utf-16")),
    ("UTF-32", f'{{"title": "{CANARY}"}}'.encode("utf-32")),
    ("GB18030", f'{{"title": "问{CANARY}"}}'.encode("gb18030")),
    ("Latin-1", f'{{"title": "é{CANARY}"}}'.encode("latin-1")),
    ("overlong UTF-8", b'{"title": "%s\xc0\x80"}' % CANARY.encode()),
    ("UTF-8 surrogate", b'{"title": "%s\xed\xa0\x80"}' % CANARY.encode()),
    ("33 levels of arrays", b'{"a": ' + b"[" * 32 + b"1" + b"]" * 32 + b"}"),
    ("100,000 levels of arrays", b"[" * 100_000),
    ("100,000 levels of objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    ("truncated object", b'{"title": "%s"' % CANARY.encode()),
    ("truncated string", b'{"title": "%s' % CANARY.encode()),
    ("truncated escape", b'{"title": "%s\\u12' % CANARY.encode()),
    ("trailing comma", b'{"title": "%s",}' % CANARY.encode()),
    ("single quotes", b"{'title': '%s'}" % CANARY.encode()),
    ("comment", b'{"title": "%s" /* x */}' % CANARY.encode()),
    ("two values", b'{"title": "%s"}{}' % CANARY.encode()),
    ("only blanks", b"   \n\t "),
    ("leading zero", b'{"count": 007}'),
    ("leading plus", b'{"count": +7}'),
    ("hexadecimal", b'{"count": 0x7}'),
    ("not JSON", CANARY.encode()),
    ("XML", b"<title>%s</title>" % CANARY.encode()),
    ("quotes without end", b'"' + b'\\"' * 200_000),
    ("form", b"title=%s" % CANARY.encode()),
]
"""(name, body): no reader of JSON may take these."""

MUST_NOT_FIT: Final[list[tuple[str, bytes]]] = [
    ("null", b"null"),
    ("true", b"true"),
    ("number", b"12"),
    ("string", b'"%s"' % CANARY.encode()),
    ("empty array", b"[]"),
    ("empty object", b"{}"),
    ("array of objects", b'[{"title": "%s"}]' % CANARY.encode()),
    ("unknown field named like a secret", b'{"%s": 1}' % CANARY.encode()),
    ("unknown field", b'{"unknown": "%s"}' % CANARY.encode()),
    ("prototype", b'{"__proto__": {"admin": true}, "constructor": "%s"}' % CANARY.encode()),
    ("100,000 numbers", b"[" + b",".join([b"1"] * 100_000) + b"]"),
    ("100,000 fields", b"{" + b",".join(b'"f%d": 1' % n for n in range(60_000)) + b"}"),
]
"""(name, body): good JSON that no endpoint of ours asks for."""

MUST_BE_TOO_LARGE: Final[list[tuple[str, bytes]]] = [
    ("one byte above 1 MiB", b'"' + b"a" * (1024 * 1024 - 1) + b'"'),
    ("8 MiB", b'{"title": "' + b"a" * (8 * 1024 * 1024) + b'"}'),
]
"""(name, body): more than any JSON door takes."""

BODIES: Final = [*MUST_BE_REFUSED, *MUST_NOT_FIT, *MUST_BE_TOO_LARGE]
"""All of them, for sweeps over every endpoint that takes JSON."""

Headers = dict[str, str]
WEBHOOK_HEADERS: Final[list[tuple[str, Callable[[Headers], Headers]]]] = [
    ("no headers", lambda good: {}),
    ("no id", lambda good: _without(good, "webhook-id")),
    ("no timestamp", lambda good: _without(good, "webhook-timestamp")),
    ("no signature", lambda good: _without(good, "webhook-signature")),
    ("empty id", lambda good: good | {"webhook-id": ""}),
    ("id with a full stop", lambda good: good | {"webhook-id": "a.b"}),
    ("id of 10,000 characters", lambda good: good | {"webhook-id": "a" * 10_000}),
    ("another id", lambda good: good | {"webhook-id": "another"}),
    ("empty timestamp", lambda good: good | {"webhook-timestamp": ""}),
    ("timestamp in words", lambda good: good | {"webhook-timestamp": "now"}),
    ("negative timestamp", lambda good: good | {"webhook-timestamp": "-1"}),
    ("timestamp 0", lambda good: good | {"webhook-timestamp": "0"}),
    ("timestamp as a float", lambda good: good | {"webhook-timestamp": good["webhook-timestamp"] + ".0"}),
    ("timestamp in milliseconds", lambda good: good | {"webhook-timestamp": good["webhook-timestamp"] + "000"}),
    ("timestamp of 5,000 digits", lambda good: good | {"webhook-timestamp": "9" * 5000}),
    ("timestamp with blanks", lambda good: good | {"webhook-timestamp": " " + good["webhook-timestamp"] + " 1"}),
    ("timestamp an hour ago", lambda good: good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) - 3600)}),
    ("timestamp in an hour", lambda good: good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) + 3600)}),
    ("empty signature", lambda good: good | {"webhook-signature": ""}),
    ("signature of nothing", lambda good: good | {"webhook-signature": "v1,"}),
    ("signature without a version", lambda good: good | {"webhook-signature": good["webhook-signature"][3:]}),
    ("unknown version", lambda good: good | {"webhook-signature": "v2" + good["webhook-signature"][2:]}),
    ("asymmetric version", lambda good: good | {"webhook-signature": "v1a" + good["webhook-signature"][2:]}),
    ("SHA-256 called SM3", lambda good: good | {"webhook-signature": "sm3" + good["webhook-signature"][2:]}),
    ("signature not Base64", lambda good: good | {"webhook-signature": "v1,!!!!"}),
    ("signature cut short", lambda good: good | {"webhook-signature": good["webhook-signature"][:-8]}),
    ("signature in hexadecimal", lambda good: good | {"webhook-signature": "v1," + "ab" * 32}),
    ("first character changed", lambda good: good | {"webhook-signature": _other(good["webhook-signature"])}),
    ("1,000 signatures", lambda good: good | {"webhook-signature": " ".join(["v1," + "A" * 43 + "="] * 1000)}),
]
"""(name, good headers -> bad ones): each must end in the same 401."""


def _without(headers: Headers, name: str) -> Headers:
    return {key: value for key, value in headers.items() if key != name}


def _other(signature: str) -> str:
    scheme, _, digest = signature.partition(",")
    return f"{scheme},{'A' if digest[0] != 'A' else 'B'}{digest[1:]}"
