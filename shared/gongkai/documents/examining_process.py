"""The examining process: told a path, seconds of computing and the name of a file, it answers with a line of JSON."""

import json
import logging
import resource
import sys
from pathlib import Path
from typing import Final

from gongkai.documents.examine import examine
from gongkai.refusals import Refusal

MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space."""


def main(path: str, seconds: str) -> None:
    """Examine within the bounds; the kernel ends a process that outgrows them."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    name = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
    try:
        line = examine(Path(path), name).to_json()
    except Refusal as refusal:
        line = json.dumps({"refused": refusal.code, "detail": refusal.detail})
    sys.stdout.write(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
