"""Who is who in the local suite: `pids.json` in its folder names each part's process; by it the suite is ended."""

import json
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

SUPERVISOR: Final = "supervisor"
END_WITHIN: Final = 60.0
PAUSE: Final = 0.1


class ProcessIds:
    """The processes of a suite, by name, kept in its folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder.resolve() / "pids.json"
        self._pids: dict[str, int] = {}

    def note(self, part: str, pid: int) -> None:
        """A part runs (again) as this process. Readers never see half a file."""
        self._pids[part] = pid
        written = self._file.with_suffix(".new")
        written.write_text(json.dumps(self._pids, indent=1))
        written.replace(self._file)

    def forget(self) -> None:
        """Nothing runs any more."""
        self._file.unlink(missing_ok=True)

    def running(self) -> dict[str, int]:
        """The parts that were noted, by whomever, and still run."""
        try:
            pids: Mapping[str, int] = json.loads(self._file.read_text())
        except FileNotFoundError:
            return {}
        return {part: pid for part, pid in pids.items() if runs(pid) and self._is_ours(pid)}

    def _is_ours(self, pid: int) -> bool:
        """Whether the process is what the file says, and not a later one that got its number."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return False
        return "gongkai" in command or str(self._file.parent) in command


def end_suite(folder: Path) -> str:
    """Ask the supervisor to end its suite, or end what a killed one left behind; says what was done."""
    parts = ProcessIds(folder)
    running = parts.running()
    if not running:
        parts.forget()
        return "Nothing is running from this folder."
    asked = {SUPERVISOR: running[SUPERVISOR]} if SUPERVISOR in running else running
    for pid in asked.values():
        os.kill(pid, signal.SIGINT)  # for PostgreSQL: let nobody finish first
    until = time.monotonic() + END_WITHIN
    while any(map(runs, running.values())) and time.monotonic() < until:
        time.sleep(PAUSE)
    left = sorted(part for part, pid in running.items() if runs(pid))
    if left:
        return f"Still running: {', '.join(left)}."
    parts.forget()
    return "Ended."


def runs(pid: int) -> bool:
    """Whether there is such a process and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
