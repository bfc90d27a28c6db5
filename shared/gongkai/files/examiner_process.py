"""Examining in a process of its own: one file, bounded time and memory, killed when it does not end.

The parsers of PDF and Office files are large and their input is hostile. The child gets no environment (so no secret of
ours), opens nothing but the file, and what it brings down is only itself.
"""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Final

import structlog

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.refusals import OF_EXAMINING, FileUnreadable

log = structlog.get_logger(__name__)

WITHIN: Final = 90.0
"""Seconds for one file, however busy the machine is."""
CPU_SECONDS: Final = 40
"""Of computing; 100 pages full of text take 3 as a PDF, and less than a tenth of a second as a Word file."""
AT_ONCE: Final = max(2, (os.cpu_count() or 2) // 2)
"""Examinations at the same time in one process of a service; more wait their turn."""
BYTES_OF_LINE: Final = 64 * 1024 * 1024


class Examiner:
    """Examines files one process each, a few at a time."""

    def __init__(self, within: float = WITHIN, at_once: int = AT_ONCE) -> None:
        self._within = within
        self._turns = asyncio.Semaphore(at_once)

    async def examine(self, path: Path, name: str) -> ExaminedFile:
        """As `gongkai.documents.examine.examine`, without holding up anybody; refuses what takes too long."""
        async with self._turns:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-m", "gongkai.documents.examining_process"),
                *(str(path), str(CPU_SECONDS)),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={},
                limit=BYTES_OF_LINE,
            )
            try:
                async with asyncio.timeout(self._within):
                    answer, _ = await child.communicate(name.encode("utf-8", "surrogatepass"))
            except TimeoutError:
                log.warning("file_takes_too_long", seconds=self._within)
                raise FileUnreadable("在规定时间内没能读完这个文件，可能已损坏或过于复杂。请简化后再上传。") from None
            finally:
                await _end(child)
        return _told(answer, child.returncode)


def _told(answer: bytes, status: int | None) -> ExaminedFile:
    if status != 0:
        log.warning("file_broke_its_examiner", status=status)
        raise FileUnreadable("读取这个文件时出错，可能已损坏或过于复杂。请重新导出后再上传。")
    told = json.loads(answer)
    if "refused" in told:
        raise OF_EXAMINING[told["refused"]](told["detail"])
    return ExaminedFile(**told)


async def _end(child: Process) -> None:
    if child.returncode is None:
        child.kill()
        await child.wait()
