"""Fixtures by room: the unit tests are pure and do without these (`--confcutdir=tests/unit` leaves them out)."""

import shutil
from tempfile import mkdtemp

import pytest

pytest_plugins = [
    "tests.examples",
    "tests.fixtures",
    "tests.kafka_fixture",
    "tests.two_workers",
    "tests.chromium_fixture",
]

OURS = pytest.StashKey[str]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Each run has a folder of its own. In the one that pytest shares, a second run of root's takes away what
    PostgreSQL, which never is root, may read, and the first run's database dies."""
    if config.option.basetemp is None:
        config.option.basetemp = config.stash[OURS] = mkdtemp(prefix="gongkai-tests-")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run without a failure leaves nothing behind."""
    if OURS in session.config.stash and exitstatus == pytest.ExitCode.OK:
        shutil.rmtree(session.config.stash[OURS], ignore_errors=True)
