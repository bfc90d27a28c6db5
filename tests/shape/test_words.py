"""Words that must not be there, and words that must."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.shape.reading import Source, dotted, product, proving

NO_TRADE = {"utils", "util", "common", "helpers", "helper", "core", "base", "manager", "managers", "misc"}
TIMEPIECE = "shared/gongkai/timepiece.py"
BANNED_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "uuid1",
    "uuid4",
    "uuid.uuid1",
    "uuid.uuid4",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def test_every_module_says_what_it_is_for() -> None:
    """The packages' own `__init__.py` too."""
    silent = [source.path for source in (*product(), *proving()) if source.text.strip() and not _docstring(source)]
    assert silent == []


def test_no_room_without_a_trade_name() -> None:
    nameless = [source.path for source in product() if NO_TRADE & {*source.file.parent.parts, source.file.stem}]
    assert nameless == []


def test_time_and_ids_come_from_the_timepiece() -> None:
    elsewhere = [
        f"{source.path}:{line} {call}"
        for source in product()
        if source.path != TIMEPIECE
        for line, call in _calls(source)
        if call in BANNED_CALLS
    ]
    assert elsewhere == []


def test_nothing_is_left_for_later() -> None:
    left = [f"{source.path}:{number}" for source in product() for number in _unfinished(source)]
    assert left == []


def test_no_test_replaces_a_part_of_ours() -> None:
    """Real parts only: no mocks, no monkeypatching of attributes (environment variables may be set)."""
    replaced = [
        source.path
        for source in proving()
        if re.search(r"unittest\.mock|from unittest import mock|mocker|monkeypatch\.setattr", source.text)
        and source.path != "tests/shape/test_words.py"
    ]
    assert replaced == []


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "datetime.now", "uuid4()", "field(default_factory=uuid4)"])
def test_a_banned_call_is_found_however_it_is_written(call: str) -> None:
    assert BANNED_CALLS & {name for _, name in _names(ast.parse(call))}


def _docstring(source: Source) -> str | None:
    return ast.get_docstring(source.tree)


def _calls(source: Source) -> Iterator[tuple[int, str]]:
    return _names(source.tree)


def _names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every dotted name in use, called or handed on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield node.lineno, dotted(node)


def _unfinished(source: Source) -> list[int]:
    return [number for number, line in enumerate(source.text.split("\n"), 1) if UNFINISHED.search(line)]
