"""Which test shows which claim of which requirement: a page for each requirement, and an index of what is missing.

`docs/requirements/A.toml` … hold the requirements, each split into its claims with the tests that show them. A claim
without test is missing (缺), however many tests carry the requirement's id.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

IN_NAME: Final = re.compile(r"(?<![a-z0-9])([a-g][1-9]\d?)(?=_)")
IN_DOCSTRING: Final = re.compile(r"(?<![A-Za-z0-9])([A-G][1-9]\d?)(?![A-Za-z0-9])")
FOLDER: Final = Path("docs/coverage")
MISSING: Final = "**缺 missing**"

INDEX: Final = """# Coverage

Made by `make docs` from `docs/requirements` and the tests. Each requirement is split into its claims; a claim counts \
only if a test shows it, whatever else carries the requirement's id. 缺: missing, no test shows it.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of what the suite must do; each claim with the names of the tests that show it."""

    id: str
    title: str
    text: str
    claims: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> tuple[str, ...]:
        """The claims that no test shows."""
        return tuple(claim for claim, tests in self.claims.items() if not tests)


@dataclass(frozen=True, slots=True)
class Section:
    """The requirements of one letter."""

    letter: str
    title: str
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """One test and the requirements whose ids it carries in name or docstring."""

    path: str
    name: str
    ids: frozenset[str]


def sections(root: Path) -> tuple[Section, ...]:
    """All requirements, section by section."""
    return tuple(_section(file) for file in sorted((root / "docs" / "requirements").glob("*.toml")))


def proofs(root: Path) -> tuple[Proof, ...]:
    """Every test function, in the order of files and lines."""
    files = sorted((root / "tests").rglob("test_*.py"))
    return tuple(test for file in files for test in _proofs_in(file, root))


def coverage(root: Path) -> dict[Path, str]:
    """The index and the page of each requirement, by their paths in the project's folder."""
    tests, found = proofs(root), sections(root)
    pages = {FOLDER / "README.md": _index(found)}
    pages |= {FOLDER / f"{one.id}.md": _page(one, tests) for section in found for one in section.requirements}
    return pages


def _section(file: Path) -> Section:
    tables = tomllib.loads(file.read_text())
    return Section(
        letter=file.stem,
        title=tables.pop("title"),
        requirements=tuple(
            Requirement(
                id=one,
                title=table["title"],
                text=table["text"],
                claims={claim: tuple(tests) for claim, tests in table["claims"].items()},
            )
            for one, table in tables.items()
        ),
    )


def _index(found: Sequence[Section]) -> str:
    lines = [INDEX, "| Section | Claims | Shown |", "| --- | --- | --- |"]
    lines += [f"| {section.letter}. {section.title} | {_count(section.requirements)} |" for section in found]
    lines.append(f"| all | {_count([one for section in found for one in section.requirements])} |")
    for section in found:
        lines += ["", f"## {section.letter}. {section.title}", ""]
        lines += ["| Id | Requirement | Claims | Shown | Missing |", "| --- | --- | --- | --- | --- |"]
        for one in section.requirements:
            missing = "; ".join(one.missing) or "–"
            lines.append(f"| [{one.id}]({one.id}.md) | {one.title} | {_count([one])} | {missing} |")
    return "\n".join(lines) + "\n"


def _count(requirements: Sequence[Requirement]) -> str:
    claims = sum(len(one.claims) for one in requirements)
    return f"{claims} | {claims - sum(len(one.missing) for one in requirements)}"


def _page(one: Requirement, tests: Sequence[Proof]) -> str:
    shown_by = {name for names in one.claims.values() for name in names}
    further = [test for test in tests if one.id in test.ids and test.name not in shown_by]
    lines = [f"# {one.id}. {one.title}", "", "[All requirements](README.md)", "", f"> {one.text}", ""]
    lines += ["| Claim | Shown by |", "| --- | --- |"]
    for claim, names in one.claims.items():
        links = _links([test for test in tests if test.name in names], "<br>")
        lines.append(f"| {claim} | {links or MISSING} |")
    if further:
        lines += ["", "Further tests that carry the id:", "", f"- {_links(further, chr(10) + '- ')}"]
    return "\n".join(lines) + "\n"


def _links(tests: Sequence[Proof], between: str) -> str:
    files: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        files[test.path].append(test.name)
    return between.join(
        f"[{path.removeprefix('tests/')}](../../{path}): {', '.join(names)}" for path, names in files.items()
    )


def _proofs_in(file: Path, root: Path) -> Iterator[Proof]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            ids = {one.upper() for one in IN_NAME.findall(node.name)}
            ids |= set(IN_DOCSTRING.findall(ast.get_docstring(node) or ""))
            yield Proof(str(file.relative_to(root)), node.name, frozenset(ids))
