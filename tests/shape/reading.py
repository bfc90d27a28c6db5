"""The product's source as the shape tests see it: files, trees, functions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SERVICES: Final = ("policy", "inquiry", "ticket", "notify")
SHARED: Final = ROOT / "shared" / "gongkai"
DEVELOPMENT: Final = ROOT / "shared" / "gongkai_dev"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file."""

    file: Path
    text: str
    tree: ast.Module

    @property
    def path(self) -> str:
        """Relative to the project's folder."""
        return str(self.file.relative_to(ROOT))

    @property
    def is_migration(self) -> bool:
        """Whether it is a numbered step of a schema."""
        return "migrations" in self.file.parts or "steps" in self.file.parts

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The whole tree, walked once for all tests."""
        return tuple(ast.walk(self.tree))

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in self.nodes if isinstance(node, Function))


def package(service: str) -> Path:
    """The folder of a service's Python package."""
    return ROOT / "services" / f"{service}-service" / f"{service}_service"


@cache
def product() -> tuple[Source, ...]:
    """Every Python file of the product and of its development tools."""
    folders = [SHARED, DEVELOPMENT, *(package(service) for service in SERVICES)]
    return tuple(read(file) for folder in folders for file in sorted(folder.rglob("*.py")))


@cache
def proving() -> tuple[Source, ...]:
    """Every Python file of the tests."""
    return tuple(read(file) for file in sorted((ROOT / "tests").rglob("*.py")))


def read(file: Path) -> Source:
    """Parse one file."""
    text = file.read_text()
    return Source(file, text, ast.parse(text, filename=str(file)))


def dotted(node: ast.expr) -> str:
    """`datetime.now` for the expression of that name; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""
