"""The rules of the bureau need no database, no broker and no HTTP.

`make test-unit` always runs where these cannot be imported. Here the same tests are only collected there, which is as
strong: what a test reaches is imported with its module, for no import hides in a function (`test_bounds`).
"""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.shape.reading import ROOT, Source, dotted, product

PLUGINS = ("tests.shape.pure_core", "pytest_asyncio.plugin", "_hypothesis_pytestplugin", "no:cacheprovider")
UNIT_TESTS = [sys.executable, "-m", "pytest", "-q", "--collect-only", "--confcutdir=tests/unit", "tests/unit"]
BY_NAME = {"import_module", "importlib.import_module", "__import__", "entry_points"}
"""Calls that import what no import statement names."""
LOADERS = {
    "shared/gongkai/cli/commands.py",
    "shared/gongkai/organisation/people.py",
    "shared/gongkai/runtime/installed.py",
}
"""Who calls them: the composition, which no unit test can import."""


def test_unit_tests_stand_where_the_outside_world_cannot_be_imported() -> None:
    wanted = [argument for plugin in PLUGINS for argument in ("-p", plugin)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(
        [*UNIT_TESTS, *wanted],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]


def test_make_test_unit_runs_them_there() -> None:
    dry = subprocess.run(["make", "-n", "test-unit"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "-p tests.shape.pure_core" in dry


def test_nothing_pure_is_imported_by_name() -> None:
    """An import statement is seen at collection; what is imported by name would be seen only when it happens."""
    loading = {source.path for source in product() if BY_NAME & set(map(dotted, _called(source)))}
    assert loading == LOADERS


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def _called(source: Source) -> Iterator[ast.expr]:
    return (node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call))
