"""The examining process: told a path, seconds of computing, whether the file goes public, and its name, it answers with
a line of JSON. A file that goes public is rewritten in its place."""

import json
import logging
import resource
import sys
from pathlib import Path
from typing import Final

from gongkai.documents.examine import examine
from gongkai.documents.kinds import MP4
from gongkai.refusals import Refusal

MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space."""
GOES_PUBLIC: Final = "goes-public"
MOST_WRITTEN: Final = 2 * MP4.largest
"""Bytes of a file that is cleaned; what is only examined is not written to."""


def main(path: str, seconds: str, use: str) -> None:
    """Examine within the bounds; the kernel ends a process that outgrows them."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    goes_public = use == GOES_PUBLIC
    written = MOST_WRITTEN if goes_public else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    name = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
    try:
        line = examine(Path(path), name, goes_public=goes_public).to_json()
    except Refusal as refusal:
        line = json.dumps({"refused": refusal.code, "detail": refusal.detail})
    sys.stdout.write(line)


if __name__ == "__main__":
    main(*sys.argv[1:])
