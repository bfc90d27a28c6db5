"""`make help` is made from the comments, so every target has one."""

import re
import subprocess

from tests.shape.reading import ROOT

ASKED_FOR = {
    "install",
    "run",
    "up",
    "down",
    "demo",
    "tour",
    "test",
    "test-unit",
    "check",
    "fix",
    "lock",
    "doctor",
    "bench",
}


def test_every_target_is_in_the_help() -> None:
    text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    [phony] = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {line.split()[0] for line in listed.splitlines()} == set(phony.split()) >= ASKED_FOR
