"""JSON as this house reads it: strictly, so that what was checked is what is used, and without ever repeating it."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final, NoReturn

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground, Point

DEEPEST: Final = 32
LARGEST_INTEGER: Final = 2**53
SURELY_SMALL: Final = 15
"""An integer of so many characters is below 2^53 without looking."""
SUSPECT: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
LONE: Final = re.compile("[\ud800-\udfff]")


class MalformedJson(EdgeRefusal):
    """The body is not JSON, or JSON that two readers could understand differently."""

    code = "malformed-json"
    ground = Ground.unfit

    WORDS: ClassVar[Mapping[str, str]] = {
        "not-utf8": "内容须为 UTF-8 编码，且不带 BOM。",
        "not-json": "内容不是正确的 JSON。",
        "duplicate-key": "同一对象中有重复的键。",
        "not-finite": "数字须为有限值。",
        "integer-too-large": "整数超出允许范围（±2^53）。",
        "too-deep": "嵌套超过 32 层。",
        "bad-character": "文字中含有不允许的字符（空字符或残缺的代理字符）。",
    }

    def __init__(self, fault: str) -> None:
        super().__init__(self.WORDS[fault], points=(Point("", fault, self.WORDS[fault]),))


def parse_strict(data: bytes) -> Any:
    """Read JSON, or raise `MalformedJson`. The usual body costs one pass of the C scanner and a few searches."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise MalformedJson("not-utf8") from None
    if text.startswith("\ufeff"):
        raise MalformedJson("not-utf8")
    try:
        value = READER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        raise MalformedJson("not-json") from None
    if SUSPECT.search(text) or text.count("{") + text.count("[") > DEEPEST:
        _examine(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedJson("duplicate-key")
    return found


def _integer(digits: str) -> int:
    if len(digits) <= SURELY_SMALL:
        return int(digits)
    if len(digits) > SURELY_SMALL + 2 or abs(int(digits)) > LARGEST_INTEGER:
        raise MalformedJson("integer-too-large")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise MalformedJson("not-finite")
    return number


def _constant(name: str) -> NoReturn:
    raise MalformedJson("not-finite")


READER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
)


def _examine(value: Any, depth: int = 0) -> None:
    """Look at the nesting, and at every string for what only an escape can bring in."""
    if isinstance(value, str):
        if "\0" in value or LONE.search(value):
            raise MalformedJson("bad-character")
    elif isinstance(value, dict | list):
        if depth == DEEPEST:
            raise MalformedJson("too-deep")
        for inner in value:
            _examine(inner, depth + 1)
        if isinstance(value, dict):
            for inner in value.values():
                _examine(inner, depth + 1)
