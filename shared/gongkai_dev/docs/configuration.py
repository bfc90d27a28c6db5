"""The table in docs/operations.md of everything that can be set from outside."""

from enum import Enum
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from gongkai.settings import Settings


def configuration_table() -> str:
    """One line for each setting, in the order of the class."""
    lines = ["| Variable | Default | What it sets |", "| --- | --- | --- |"]
    prefix = Settings.model_config.get("env_prefix", "")
    for name, field in Settings.model_fields.items():
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
