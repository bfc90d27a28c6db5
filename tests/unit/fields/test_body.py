"""F3: bodies are strict in type and field, their texts are normalised, and what is refused is not repeated."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.http.bodies.findings import points_of
from tests.hostile import CANARY


class Colour(StrEnum):
    red = "red"


class Part(Body):
    count: Annotated[int, Field(ge=1, le=9)]


class Report(Body):
    ticket: UUID
    at: datetime
    colour: Colour
    title: Annotated[str, Line(10)]
    words: Annotated[str, Prose(20, least=0)] = ""
    parts: tuple[Part, ...] = ()
    urgent: bool = False


READER = TypeAdapter(Report)
GOOD: dict[str, Any] = {
    "ticket": "0190a5b0-0000-7000-8000-000000000000",
    "at": "2024-09-30T10:00:00+08:00",
    "colour": "red",
    "title": "题",
    "parts": [{"count": 1}],
}


def found(given: object) -> list[tuple[str, str]]:
    try:
        READER.validate_python(given, from_attributes=True)
    except ValidationError as error:
        errors = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        points = points_of(errors)
        assert CANARY not in str(points)
        return [(point.pointer, point.code) for point in points]
    return []


def test_f3_a_body_is_read_from_what_json_can_say() -> None:
    report = READER.validate_python(GOOD, from_attributes=True)
    assert report.ticket == UUID(GOOD["ticket"])
    assert report.colour is Colour.red
    assert report.parts == (Part(count=1),)
    assert report.model_fields_set == set(GOOD)


def test_f3_a_body_is_made_from_our_own_values_too() -> None:
    made = Report(ticket=UUID(GOOD["ticket"]), at=datetime.fromisoformat(GOOD["at"]), colour=Colour.red, title="题")
    assert made.parts == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"parts": [{"count": "1"}]}, ("/parts/0/count", "not-a-number")),
        ({"parts": [{"count": 1.5}]}, ("/parts/0/count", "not-a-number")),
        ({"parts": [{"count": True}]}, ("/parts/0/count", "not-a-number")),
        ({"parts": [{"count": 10}]}, ("/parts/0/count", "out-of-range")),
        ({"urgent": 1}, ("/urgent", "wrong-type")),
        ({"urgent": "true"}, ("/urgent", "wrong-type")),
        ({"at": 1727661600}, ("/at", "not-a-time")),
        ({"at": CANARY}, ("/at", "not-a-time")),
        ({"ticket": CANARY}, ("/ticket", "not-an-id")),
        ({"colour": CANARY}, ("/colour", "not-allowed")),
        ({"title": 1}, ("/title", "wrong-type")),
        ({"title": CANARY}, ("/title", "too-long")),
        ({"title": "  "}, ("/title", "too-short")),
        ({"title": f"{CANARY}\x07"}, ("/title", "control-character")),
        ({"title": "a\nb"}, ("/title", "control-character")),
        ({"title": "a\u202eb"}, ("/title", "control-character")),
        ({"words": "a\tb\nc\x0b"}, ("/words", "control-character")),
        ({"parts": {}}, ("/parts", "wrong-type")),
        ({CANARY: CANARY}, ("", "unknown-field")),
    ],
)
def test_f3_what_does_not_fit_is_named_and_not_repeated(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    assert found(GOOD | changed) == [expected]


def test_f3_every_missing_field_is_named_at_once() -> None:
    assert found({}) == [(f"/{name}", "missing") for name in ("ticket", "at", "colour", "title")]


def test_f3_texts_are_normalised() -> None:
    report = READER.validate_python(GOOD | {"title": "  e\u0301 ", "words": " a\r\nb\rc\t "})
    assert report.title == "\u00e9"
    assert report.words == "a\nb\nc"


LINE = TypeAdapter(Annotated[str, Line(10)])


@given(st.text(max_size=40))
def test_f3_a_text_is_kept_within_bounds_or_refused(text: str) -> None:
    try:
        kept = LINE.validate_python(text)
    except ValidationError:
        return
    assert 1 <= len(kept) <= 10
    assert kept == kept.strip()
    assert "\0" not in kept
    kept.encode()


def test_f3_the_description_names_the_bounds() -> None:
    described = Report.model_json_schema()["properties"]["title"]
    assert described == {"type": "string", "title": "Title", "minLength": 1, "maxLength": 10}
    assert Report.model_json_schema()["additionalProperties"] is False


NOTHING = "\u00ad\u034f\u115f\u180b\u200b\u200d\u2060\u2800\u3164\ufe0f\uffa0\U000e0041\U000e0100"


@pytest.mark.parametrize("text", [*NOTHING, NOTHING, f" {NOTHING}\u3000", "\u200b" * 10], ids=ascii)
@pytest.mark.parametrize("kind", [Line, Prose])
def test_f3_what_nobody_can_see_is_no_text(kind: type[Line], text: str) -> None:
    with pytest.raises(ValidationError, match="too short"):
        TypeAdapter(Annotated[str, kind(40)]).validate_python(text)
    assert TypeAdapter(Annotated[str, kind(40, least=0)]).validate_python(text) == ""


def test_f3_only_what_can_be_seen_counts_towards_the_least() -> None:
    reason = TypeAdapter(Annotated[str, Line(40, least=4)])
    with pytest.raises(ValidationError, match="too short"):
        reason.validate_python("可\u200b\u200b以")
    assert reason.validate_python("可以\u200b公开") == "可以\u200b公开"
    assert reason.validate_python("家\u200d庭👨\u200d👩") == "家\u200d庭👨\u200d👩", (
        "joiners stay between what they join"
    )
