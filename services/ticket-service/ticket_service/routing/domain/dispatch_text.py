"""The dispatch table as a text (TOML): how it comes with the suite, is taken away and is handed in again."""

import json
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from gongkai.refusals import Point
from ticket_service.routing.domain.dispatch import DispatchRow, DispatchTable, DispatchTableUnfit, kept

LISTS: Final = ("categories", "districts")
HEAD: Final = '# 派单规则：自上而下，第一行适用的决定承办单位。unit = "district" 指工单所在区的市场监管局。'


@cache
def bundled() -> DispatchTable:
    """Edition 0, `dispatch.toml`."""
    text = files("ticket_service.routing.domain").joinpath("dispatch.toml").read_text("utf-8")
    return DispatchTable(rows=tuple(kept(row) for row in read_rows(text)))


def read_rows(text: str) -> tuple[DispatchRow, ...]:
    """The rows as somebody wrote them, not yet examined; the refusal says which row cannot be read. Beside its own
    error the reader of TOML lets those of endless numbers and of endless nesting through."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable("/toml", "不是合格的 TOML 文本") from None
    found = content.get("row")
    if not isinstance(found, list) or set(content) != {"row"}:
        raise _unreadable("/toml", "文本中只能有若干个 [[row]]")
    return tuple(_row(row, f"/toml/row/{number}") for number, row in enumerate(found))


def written(rows: Iterable[DispatchRow]) -> str:
    """The rows as a text that `read_rows` reads as the same rows; districts by their names."""
    return "\n".join([HEAD, *(_written(row) for row in rows)])


def _row(given: Any, here: str) -> DispatchRow:
    if not isinstance(given, dict) or not isinstance(given.get("unit"), str) or set(given) - {"unit", *LISTS}:
        raise _unreadable(here, "每行写 unit，可以写 categories 和 districts，不写其他")
    lists = {name: given.get(name, []) for name in LISTS}
    if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in lists.values()):
        raise _unreadable(here, "categories 和 districts 是文字的列表")
    return DispatchRow(unit=given["unit"], **{name: tuple(words) for name, words in lists.items()})


def _written(row: DispatchRow) -> str:
    lists = zip(LISTS, (list(row.categories), list(row.district_names)), strict=True)
    lines = [f"{name} = {_quoted(words)}\n" for name, words in lists if words]
    return f"\n[[row]]\n{''.join(lines)}unit = {_quoted(row.unit)}\n"


def _quoted(words: str | list[str]) -> str:
    """A JSON text without escapes beyond TOML's is a TOML text."""
    return json.dumps(words, ensure_ascii=False)


def _unreadable(pointer: str, words: str) -> DispatchTableUnfit:
    return DispatchTableUnfit("读不懂这份派单规则。", points=(Point(pointer, "dispatch-text-unreadable", words),))
