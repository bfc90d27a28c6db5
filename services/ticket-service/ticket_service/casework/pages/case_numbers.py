"""Whole numbers in forms: typed words that a body wants as numbers."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def whole_numbers(kind: type[BaseModel], said: Mapping[str, str], *names: str) -> dict[str, Any]:
    """The typed words that the body knows, these as numbers; what is no number stays as it is, and is refused."""
    given: dict[str, Any] = {name: value for name, value in said.items() if name in kind.model_fields and value.strip()}
    for name in names:
        typed = given.get(name, "").strip()
        if typed.isascii() and typed.isdecimal() and len(typed) < 9:
            given[name] = int(typed)
    return given
