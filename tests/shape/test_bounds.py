"""How long things may be."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.shape.reading import ROOT, Function, Source, product, proving

LINES_OF_A_FILE = 400
MODULES_OF_A_FOLDER = 15
LINES_OF_A_FUNCTION = 40
PARAMETERS = 6


def test_no_file_is_long() -> None:
    long = {source.path: lines for source in product() if (lines := source.text.count("\n")) > LINES_OF_A_FILE}
    assert long == {}


def test_no_folder_holds_many_modules() -> None:
    """Numbered migrations stand in one line and are not counted."""
    modules = [
        source for source in product() if source.file.name != "__init__.py" and "versions" not in source.file.parts
    ]
    folders = Counter(str(source.file.parent.relative_to(ROOT)) for source in modules)
    assert {folder: count for folder, count in folders.items() if count > MODULES_OF_A_FOLDER} == {}


def test_no_class_name_stands_twice() -> None:
    classes = Counter(
        node.name for source in product() for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)
    )
    assert {name: count for name, count in classes.items() if count > 1} == {}


def test_no_function_is_long() -> None:
    """Except the steps of a schema, which are lists of columns."""
    long = [
        f"{source.path}:{function.lineno} {function.name} has {lines} lines"
        for source, function in _functions()
        if not source.is_migration and (lines := _lines(function)) > LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_no_function_takes_many_things() -> None:
    many = [
        f"{source.path}:{function.lineno} {function.name} takes {count}"
        for source, function in _functions()
        if (count := _parameters(function)) > PARAMETERS
    ]
    assert many == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{source.path}:{node.lineno}"
        for source in (*product(), *proving())
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def _functions() -> Iterator[tuple[Source, Function]]:
    return ((source, function) for source in product() for function in source.functions())


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: Function) -> int:
    arguments = function.args
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])
