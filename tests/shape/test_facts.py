"""Facts that code cites stand in docs/facts.md, under the number by which they are cited."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.shape.reading import ROOT

SUFFIXES = {".py", ".toml", ".md", ".html", ".yaml"}
FOLDERS = ("shared", "services", "tests", "docs", "deploy")
CITED = re.compile(r"docs/facts\.md(?:\s+§(\d+(?:\.\d+)?))?")
HEADING = re.compile(r"^#{2,3} (\d+(?:\.\d+)?) ", re.MULTILINE)
ELSEWHERE = re.compile(r"\bdomain(?:\.md| facts?\b)")


def texts() -> Iterator[tuple[Path, str]]:
    """Every file in which somebody might cite a fact, this one and the facts themselves left out."""
    for file in sorted(file for folder in FOLDERS for file in (ROOT / folder).rglob("*")):
        if file.suffix in SUFFIXES and "node_modules" not in file.parts and file != Path(__file__):
            yield file.relative_to(ROOT), file.read_text()


def test_every_cited_fact_has_its_section() -> None:
    sections = set(HEADING.findall((ROOT / "docs/facts.md").read_text()))
    cited = [(str(path), number) for path, text in texts() if path.suffix != ".md" for number in CITED.findall(text)]
    assert [one for one in cited if one[1] not in sections] == []
    assert len(cited) >= 10


def test_no_section_has_the_number_of_another() -> None:
    numbers = HEADING.findall((ROOT / "docs/facts.md").read_text())
    assert len(numbers) == len(set(numbers))


def test_no_fact_is_cited_from_outside_the_repository() -> None:
    assert [str(path) for path, text in texts() if ELSEWHERE.search(text)] == []
