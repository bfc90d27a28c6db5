"""Reading the office's lists: TOML as somebody typed it, with every fault told by its place."""

import re
import tomllib
from typing import Any, Final

from gongkai.refusals import Point

_NAME: Final = re.compile("[a-z_]{1,20}")
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")


class NoToml(ValueError):
    """The words are no TOML; `points` say from which line on, if that is known."""

    def __init__(self, points: tuple[Point, ...]) -> None:
        super().__init__("no TOML")
        self.points = points


def read_toml(toml: str) -> dict[str, Any]:
    """The content, or `NoToml`; the parser's own words may hold what was typed and are not passed on."""
    try:
        return tomllib.loads(toml)
    except RecursionError:
        raise NoToml((Point("", "toml-too-deep", "嵌套太深"),)) from None
    except ValueError as error:
        place = _PLACE.search(str(error))
        words = f"第{place[1]}行第{place[2]}列起看不懂" if place else "有看不懂的内容，例如括号或引号没有成对"
        raise NoToml((Point("", "no-toml", words),)) from None


def unknown_field(pointer: str, name: str, known: str) -> Point:
    """A field that the list does not know; what does not look like a field's name is not repeated."""
    return Point(f"{pointer}/{name}" if _NAME.fullmatch(name) else pointer, "unknown-field", f"只能写{known}")
