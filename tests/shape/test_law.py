"""Every number of the notice or the statutes stands once, as a limit in the service that owes it."""

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongkai.runtime.installed import all_services
from tests.shape.reading import ROOT, Source, dotted, product

UNITS = {"working_days", "calendar_days", "hours"}


@dataclass(frozen=True)
class Written:
    """One `Limit(...)` with its number in the source."""

    path: str
    call: ast.Call
    constant: bool


def test_a4_a_limit_is_a_constant_of_a_domain() -> None:
    stray = [
        one.path for one in _limits() if ("/domain" not in one.path and "/values/" not in one.path) or not one.constant
    ]
    assert stray == []


def test_a4_a_limit_cites_its_section() -> None:
    baseless = [one.path for one in _limits() if "basis" not in {word.arg for word in one.call.keywords}]
    assert baseless == []


def test_a4_each_limit_has_one_place() -> None:
    codes = Counter(limit.code for service in all_services() for limit in service.limits)
    assert {code: times for code, times in codes.items() if times > 1} == {}
    assert len([*_limits(), *_rows()]) == codes.total(), "a limit is written down that no service owes"


def test_a4_a_limit_that_is_data_cites_its_section() -> None:
    assert [row for row in _rows() if not row.get("basis")] == []


def _rows() -> Iterator[dict[str, Any]]:
    """Limits that the office may edit: the rows of a domain's own tables."""
    for table in sorted(ROOT.glob("services/*/*/**/*.toml")):
        yield from tomllib.loads(table.read_text("utf-8")).get("law", [])


def _limits() -> Iterator[Written]:
    for source in product():
        constants = _constants(source)
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and dotted(node.func) == "Limit" and _has_number(node):
                yield Written(source.path, node, node in constants)


def _has_number(call: ast.Call) -> bool:
    """A number is written there, not only handed through (as in the public calculator)."""
    return any(word.arg in UNITS and isinstance(word.value, ast.Constant) for word in call.keywords)


def _constants(source: Source) -> set[ast.expr]:
    """What stands on the right of a module's own assignments."""
    values = (node.value for node in source.tree.body if isinstance(node, ast.Assign | ast.AnnAssign))
    return {value for value in values if value is not None}
