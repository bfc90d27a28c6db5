"""What is logged arrives in the log: a field that the list does not name is dropped, and its line says nothing."""

import ast
from collections.abc import Iterator

import pytest

from gongkai.observability.logs import FIELDS
from tests.shape.reading import Source, product

LEVELS = {"debug", "info", "warning", "error", "exception"}
PASSED_ON = {"exc_info"}


def lines_of(source: Source) -> Iterator[ast.Call]:
    """Every line that a file logs."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "log":
                yield node


@pytest.mark.parametrize("source", product(), ids=lambda source: source.path)
def test_f5_every_field_that_is_logged_may_be_logged(source: Source) -> None:
    for line in lines_of(source):
        fields = {keyword.arg for keyword in line.keywords}
        assert None not in fields, f"{source.path}:{line.lineno} name the fields, so that they can be checked"
        assert fields <= FIELDS | PASSED_ON, f"{source.path}:{line.lineno}"


def test_f5_the_list_of_fields_is_needed() -> None:
    assert sum(len(list(lines_of(source))) for source in product()) > 20
