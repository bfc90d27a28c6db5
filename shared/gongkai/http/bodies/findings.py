"""What pydantic found wrong with a request, as points: where, a stable code, Chinese words; never the value."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gongkai.refusals import Point

FOUND: Final = {
    "missing": ("missing", "这一项必填。"),
    "extra_forbidden": ("unknown-field", "有不认识的字段。"),
    "string_too_short": ("too-short", "至少 {min_length} 个字。"),
    "string_too_long": ("too-long", "最多 {max_length} 个字。"),
    "too_short": ("too-few", "至少 {min_length} 项。"),
    "too_long": ("too-many", "最多 {max_length} 项。"),
    "string_pattern_mismatch": ("wrong-format", "格式不正确。"),
    "greater_than": ("out-of-range", "应大于 {gt}。"),
    "greater_than_equal": ("out-of-range", "不能小于 {ge}。"),
    "less_than": ("out-of-range", "应小于 {lt}。"),
    "less_than_equal": ("out-of-range", "不能大于 {le}。"),
    "enum": ("not-allowed", "不在可选范围内。"),
    "literal_error": ("not-allowed", "不在可选范围内。"),
    "timezone_aware": ("no-time-zone", "时间应带时区。"),
    "json_invalid": ("malformed", "不是正确的 JSON。"),
}
FAMILIES: Final = (
    ("uuid", "not-an-id", "编号格式不正确。"),
    ("datetime", "not-a-time", "时间格式不正确。"),
    ("date", "not-a-date", "日期格式不正确。"),
    ("time", "not-a-time", "时间格式不正确。"),
    ("int", "not-a-number", "应为整数。"),
    ("float", "not-a-number", "应为数字。"),
    ("decimal", "not-a-number", "应为数字。"),
    ("bool", "wrong-type", "应为是或否。"),
    ("string", "wrong-type", "应为文字。"),
    ("list", "wrong-type", "应为列表。"),
    ("tuple", "wrong-type", "应为列表。"),
    ("dict", "wrong-type", "应为对象。"),
    ("model", "wrong-type", "应为对象。"),
)
UNFIT: Final = ("unfit", "这一项不符合要求。")
OWN_CODE: Final = re.compile(r"[a-z]+(-[a-z]+)+")
FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
LARGEST_REPORT: Final = 50


def points_of(errors: Sequence[Mapping[str, Any]]) -> list[Point]:
    """One point for each error, at most 50."""
    return [_point(error) for error in errors[:LARGEST_REPORT]]


def _point(error: Mapping[str, Any]) -> Point:
    kind: str = error["type"]
    place: Sequence[str | int] = error["loc"]
    if kind == "extra_forbidden":  # the name of an unknown field is the sender's text, perhaps a number of a person
        place = place[:-1]
    if kind == "json_invalid":
        place = ("body",)
    if OWN_CODE.fullmatch(kind):  # raised by gongkai.fields.text and its like, in our own words
        return Point(_pointer(place), kind, str(error["msg"]))
    code, words = FOUND.get(kind) or _family(kind)
    return Point(_pointer(place), code, _filled(words, error.get("ctx") or {}))


def _family(kind: str) -> tuple[str, str]:
    for prefix, code, words in FAMILIES:
        if kind.startswith(prefix):
            return code, words
    return UNFIT


class _Bounds(dict[str, int | float]):
    """The numbers of the schema; one that is not at hand is called 规定."""

    def __missing__(self, name: str) -> str:
        return "规定的数"


def _filled(words: str, context: Mapping[str, Any]) -> str:
    """Only numbers are filled in: they come from our schema, not from the sender."""
    return words.format_map(_Bounds((name, bound) for name, bound in context.items() if isinstance(bound, int | float)))


def _pointer(place: Sequence[str | int]) -> str:
    """`("body", "report", "reply")` is `/report/reply`; `("query", "limit")` is `query:limit`."""
    source, *steps = place or ("body",)
    named = [str(step) if isinstance(step, int) or FIELD.fullmatch(step) else "*" for step in steps]
    if source == "body":
        return "".join(f"/{step}" for step in named)
    return f"{source}:{'/'.join(named)}"
