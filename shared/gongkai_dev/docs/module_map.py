"""The module map of every service and of the shared floors, and the tables of every database: drawn from the code."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import Table

from gongkai.runtime.service import Service

OF_A_SERVICE: Final = ("migrations", "templates", "__pycache__")
HEAD: Final = """\
# Data model

Made by `make docs` from the tables. Each service has a database of its own; column names are the field names of the
domain. Beside its own tables every service has those of outbox, inbox, clocks and audit (`gongkai/database/steps`).
"""


def module_map(root: Path, services: Sequence[Service]) -> str:
    """Floors of the shared package, then each service's features, with the first sentence of each package."""
    lines = ["| Floor of `shared/gongkai` | What stands there |", "| --- | --- |", *_rows(root / "shared" / "gongkai")]
    for service in services:
        folder = root / "services" / f"{service.name}-service" / f"{service.name}_service"
        lines += ["", f"| `{service.name}-service` | {service.title} |", "| --- | --- |", *_rows(folder)]
    return "\n".join(lines)


def data_model(services: Sequence[Service]) -> str:
    """docs/data-model.md: the tables of each service with their columns; **bold** is the key, → leads to a table."""
    parts = [HEAD]
    for service in services:
        parts.append(f"## {service.name}-service\n\n| Table | Columns |\n| --- | --- |")
        parts += [f"| `{table.name}` | {_columns(table)} |" for table in service.metadata.sorted_tables]
        parts.append("")
    return "\n".join(parts)


def _rows(folder: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and entry.name not in OF_A_SERVICE and (entry / "__init__.py").exists():
            yield f"| `{entry.name}/` | {_sentence(entry / '__init__.py')} |"


def _sentence(file: Path) -> str:
    words = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return words.split("\n\n")[0].replace("\n", " ")


def _columns(table: Table) -> str:
    return ", ".join(
        (f"**{column.name}**" if column.primary_key else column.name)
        + "".join(f" → `{key.column.table.name}`" for key in column.foreign_keys)
        for column in table.columns
    )
