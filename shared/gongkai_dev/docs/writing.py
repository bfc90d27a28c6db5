"""All generated documents at once: what they should say, and writing those that say something else."""

import json
from pathlib import Path
from typing import Any, Final

from gongkai.events.catalogue import EVENTS
from gongkai.runtime.installed import all_services
from gongkai_dev.docs.asyncapi import asyncapi, event_pages
from gongkai_dev.docs.configuration import configuration_table
from gongkai_dev.docs.coverage import coverage
from gongkai_dev.docs.ingress import ingress
from gongkai_dev.docs.module_map import data_model, module_map
from gongkai_dev.docs.openapi import openapi_of
from gongkai_dev.docs.schemas import breaks, schema_of

GOLDENS: Final = Path("tests/contract/goldens/events")
OPERATIONS: Final = Path("docs/operations.md")
ARCHITECTURE: Final = Path("docs/architecture.md")


class PromiseBroken(Exception):
    """A published event may only gain optional fields; anything else is a new major version, a new type."""


def documents(root: Path) -> dict[Path, str]:
    """Every generated file, relative to the project's folder, with what it should say today."""
    made = {
        Path("docs/asyncapi/asyncapi.json"): as_json(asyncapi()),
        Path("docs/events.md"): event_pages(),
        Path("docs/data-model.md"): data_model(all_services()),
        Path("deploy/k8s/base/ingress.yaml"): ingress(all_services()),
    }
    made |= coverage(root)
    made |= {GOLDENS / f"{event_type}.json": as_json(schema_of(event)) for event_type, event in EVENTS.items()}
    made |= {Path(f"docs/api/{service.name}.json"): as_json(openapi_of(service)) for service in all_services()}
    for service in all_services():
        made |= dict(_document(root, name, words()) for name, words in service.documents.items())
    made[ARCHITECTURE] = between_marks((root / ARCHITECTURE).read_text(), "map", module_map(root, all_services()))
    table = configuration_table(all_services())
    made[OPERATIONS] = between_marks((root / OPERATIONS).read_text(), "configuration", table)
    return made


def write(root: Path) -> list[Path]:
    """Write what is stale and say which; refuses when an event broke a promise."""
    changed = []
    for path, text in documents(root).items():
        file = root / path
        if file.exists() and file.read_text() == text:
            continue
        if (
            file.exists()
            and path.parent == GOLDENS
            and (broken := breaks(json.loads(file.read_text()), json.loads(text)))
        ):
            raise PromiseBroken(f"{path.stem}: {'; '.join(broken)}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        changed.append(path)
    return changed


def _document(root: Path, name: str, words: str) -> tuple[Path, str]:
    """What a service says of its code: a file of docs/, or with `name#part` what stands there between marks."""
    file, _, part = name.partition("#")
    path = Path("docs") / file
    return path, between_marks((root / path).read_text(), part, words) if part else words


def as_json(value: Any) -> str:
    """JSON for people and diffs: indented, Chinese as it is, a line at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def between_marks(text: str, name: str, inside: str) -> str:
    """The text with what stands between `<!-- name:begin -->` and `<!-- name:end -->` replaced."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, rest = text.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n{inside}\n{end}{after}"
