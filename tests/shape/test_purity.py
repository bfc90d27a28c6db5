"""The rules of the bureau need no database, no broker and no HTTP."""

import os
import subprocess
import sys
from pathlib import Path

from tests.shape.reading import ROOT

UNIT_TESTS = [sys.executable, "-m", "pytest", "-q", "-p", "tests.shape.pure_core", "--confcutdir=tests/unit", "tests/unit"]


def test_unit_tests_pass_where_the_outside_world_cannot_be_imported() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(
        [*UNIT_TESTS, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_the_import_contracts_hold() -> None:
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
