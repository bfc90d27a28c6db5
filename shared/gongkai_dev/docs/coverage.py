"""Which test proves which requirement: read from the names and docstrings of the tests."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

IN_NAME: Final = re.compile(r"(?<![a-z0-9])([a-f][1-9]\d?)(?=_)")
IN_DOCSTRING: Final = re.compile(r"(?<![A-Za-z0-9])([A-F][1-9]\d?)(?![A-Za-z0-9])")
SERVICES: Final = ("policy", "inquiry", "ticket", "notify")

Titles = dict[str, str]


@dataclass(frozen=True, slots=True)
class Proof:
    """One test and the requirements whose ids it carries."""

    path: str
    name: str
    ids: frozenset[str]

    @property
    def service(self) -> str:
        """The service under test, as its folder says; `shared` for everything that all of them use."""
        words = re.split(r"[/_.]", self.path)
        return next((service for service in SERVICES if service in words), "shared")


def titles(root: Path) -> dict[str, Titles]:
    """Section → id → one line, from docs/requirements.toml."""
    return tomllib.loads((root / "docs" / "requirements.toml").read_text())


def proofs(root: Path) -> list[Proof]:
    """Every test that carries at least one id, in the order of files and lines."""
    return [proof for file in sorted((root / "tests").rglob("test_*.py")) for proof in _proofs_in(file, root)]


def coverage(root: Path) -> str:
    """docs/coverage.md."""
    by_id: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs(root):
        for one in proof.ids:
            by_id[one].append(proof)
    lines = ["# Coverage", "", "Made by `make docs`: requirement → tests that carry its id → service.", ""]
    for section, of_section in titles(root).items():
        lines += [
            f"## {section}. {of_section['title']}",
            "",
            "| Id | Requirement | Tests | Service |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_line(one, title, by_id[one]) for one, title in of_section.items() if one != "title"]
        lines.append("")
    return "\n".join(lines)


def _line(one: str, title: str, found: list[Proof]) -> str:
    if not found:
        return f"| {one} | {title} | later | – |"
    files: dict[str, list[str]] = defaultdict(list)
    for proof in found:
        files[proof.path].append(proof.name)
    tests = "<br>".join(
        f"[{path.removeprefix('tests/')}](../{path}): {', '.join(names)}" for path, names in files.items()
    )
    return f"| {one} | {title} | {tests} | {', '.join(sorted({proof.service for proof in found}))} |"


def _proofs_in(file: Path, root: Path) -> Iterator[Proof]:
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            ids = {one.upper() for one in IN_NAME.findall(node.name)}
            ids |= set(IN_DOCSTRING.findall(ast.get_docstring(node) or ""))
            if ids:
                yield Proof(str(file.relative_to(root)), node.name, frozenset(ids))
