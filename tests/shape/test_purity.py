"""The rules of the bureau need no database, no broker and no HTTP."""

import os
import subprocess
import sys
from pathlib import Path

from tests.shape.reading import ROOT

PLUGINS = ("tests.shape.pure_core", "pytest_asyncio.plugin", "_hypothesis_pytestplugin", "no:cacheprovider")
UNIT_TESTS = [sys.executable, "-m", "pytest", "-q", "--confcutdir=tests/unit", "tests/unit"]


def test_unit_tests_pass_where_the_outside_world_cannot_be_imported() -> None:
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


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
