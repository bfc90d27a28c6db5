"""F3: JSON that two readers could understand differently is read by none."""

import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.http.bodies.strict_json import DEEPEST, LARGEST_INTEGER, MalformedJson, parse_strict
from tests.hostile import CANARY, MUST_BE_REFUSED, MUST_NOT_FIT

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INTEGERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(("name", "body"), MUST_BE_REFUSED, ids=[name for name, _ in MUST_BE_REFUSED])
def test_f3_hostile_json_is_refused_and_not_repeated(name: str, body: bytes) -> None:
    with pytest.raises(MalformedJson) as refused:
        parse_strict(body)
    assert CANARY not in f"{refused.value.detail} {refused.value.points}"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(("name", "body"), MUST_NOT_FIT, ids=[name for name, _ in MUST_NOT_FIT])
def test_f3_odd_but_proper_json_is_read(name: str, body: bytes) -> None:
    assert parse_strict(body) == json.loads(body)


@given(VALUES, st.booleans())
def test_f3_whatever_is_proper_is_read_as_it_was_written(value: object, ascii_only: bool) -> None:
    assert parse_strict(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=200))
def test_f3_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(MalformedJson):
        parse_strict(body)


def test_f3_the_bounds_themselves_are_allowed() -> None:
    deepest = b"[" * DEEPEST + b"]" * DEEPEST
    assert parse_strict(deepest)
    assert parse_strict(b"9007199254740992") == LARGEST_INTEGER
    assert parse_strict(b"-9007199254740992") == -LARGEST_INTEGER
    assert parse_strict(b"1e308") == 1e308
    assert parse_strict(b'"\\ud83d\\ude00 \\\\u0000"') == "\U0001f600 \\u0000"


def test_f3_a_wide_body_is_not_a_deep_one() -> None:
    assert len(parse_strict(b"[" + b",".join([b"{}"] * 5000) + b"]")) == 5000


def test_f3_brackets_within_text_are_not_levels() -> None:
    assert parse_strict(json.dumps({"a": "[{" * 100}).encode()) == {"a": "[{" * 100}


def test_f3_a_number_too_small_to_tell_from_zero_is_zero() -> None:
    assert math.copysign(1, parse_strict(b"1e-400")) == 1
