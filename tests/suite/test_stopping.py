"""Whoever starts a suite can end it: nothing is left running, and nothing that was killed stands in the way."""

import signal
from pathlib import Path

from gongkai_dev.local_processes.process_ids import SUPERVISOR, runs
from tests.kafka_fixture import need_kafka
from tests.suite.suites import Suite, down, started


def postmaster(suite: Suite) -> int:
    """The process of the embedded PostgreSQL."""
    return int((suite.settings.folder / "postgres/postmaster.pid").read_text().splitlines()[0])


async def test_f6_a_suite_that_is_told_to_end_takes_its_database_along(tmp_path: Path) -> None:
    async with started(tmp_path, "run") as suite:
        database = postmaster(suite)
        assert runs(database)
        assert await suite.end() == 0
        assert not runs(database)


async def test_f6_after_a_kill_the_next_start_still_ends_the_database(tmp_path: Path) -> None:
    async with started(tmp_path, "run") as killed:
        killed.process.send_signal(signal.SIGKILL)
        await killed.process.wait()
        assert runs(postmaster(killed))
    async with started(tmp_path, "run") as suite:
        database = postmaster(suite)
        assert await suite.end() == 0
        assert not runs(database)


async def test_f6_down_ends_all_parts_even_without_their_supervisor(tmp_path: Path) -> None:
    need_kafka()
    async with started(tmp_path, "up") as suite:
        parts = suite.parts.running()
        assert len(parts) == 7
        suite.process.send_signal(signal.SIGKILL)
        await suite.process.wait()
        left = {part: pid for part, pid in parts.items() if part != SUPERVISOR}
        assert all(map(runs, left.values()))
        assert await down(tmp_path) == "Ended."
        assert not any(map(runs, left.values()))
        assert await down(tmp_path) == "Nothing is running from this folder."
