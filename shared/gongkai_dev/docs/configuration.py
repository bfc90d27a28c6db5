"""The table in docs/operations.md of everything that can be set from outside."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from gongkai.runtime.service import Service
from gongkai.settings import Settings


def configuration_table(services: Sequence[Service]) -> str:
    """One line for each setting: those of all services first, then each service's own; in the order of the classes."""
    classes = [Settings, *(kind for service in services for kind in reversed(service.settings.__mro__))]
    fields: dict[str, FieldInfo] = {}
    for kind in classes:
        if issubclass(kind, Settings):
            fields |= {name: field for name, field in kind.model_fields.items() if name not in fields}
    prefix = Settings.model_config.get("env_prefix", "")
    lines = ["| Variable | Default | What it sets |", "| --- | --- | --- |"]
    for name, field in fields.items():
        lines.append(f"| `{prefix}{name.upper()}` | {_default(field)} | {_escaped(field.description or '')} |")
    return "\n".join(lines)


def _default(field: FieldInfo) -> str:
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    return "–" if value in ("", None, (), [], {}) else f"`{_escaped(str(value))}`"


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")
