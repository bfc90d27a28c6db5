"""What an event's data look like, and whether a newer form still keeps every promise of an older one."""

from collections.abc import Iterator
from typing import Any, Final

from gongkai.events.envelope import Event

Schema = dict[str, Any]

IN_HEADERS: Final = ("aggregate_id", "version")
"""Fields that travel as CloudEvents attributes, not in the data."""

KEPT: Final = ("type", "format", "$ref", "const", "enum", "items", "prefixItems", "anyOf", "additionalProperties")
"""What must stay as it was for a field that somebody may already read."""


def schema_of(event: type[Event]) -> Schema:
    """The JSON Schema (2020-12) of an event's data."""
    schema = event.model_json_schema(mode="validation")
    for name in IN_HEADERS:
        schema["properties"].pop(name, None)
    schema["required"] = [name for name in schema.get("required", ()) if name not in IN_HEADERS]
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = f"urn:gongkai:event:{event.type}"
    return schema


def breaks(golden: Schema, now: Schema) -> list[str]:
    """Every promise of `golden` that `now` no longer keeps; empty if only optional fields were added."""
    found = list(_object_breaks("", golden, now))
    for name, inner in golden.get("$defs", {}).items():
        if name not in now.get("$defs", {}):
            found.append(f"{name}: gone")
        else:
            found += _object_breaks(f"{name}.", inner, now["$defs"][name])
    return found


def _object_breaks(where: str, golden: Schema, now: Schema) -> Iterator[str]:
    fields, fields_now = golden.get("properties", {}), now.get("properties", {})
    for name, field in fields.items():
        if name not in fields_now:
            yield f"{where}{name}: gone"
            continue
        for word in KEPT:
            if field.get(word) != fields_now[name].get(word):
                yield f"{where}{name}: {word} changed"
    required, required_now = set(golden.get("required", ())), set(now.get("required", ()))
    yield from (f"{where}{name}: became required" for name in sorted(required_now - required))
    yield from (
        f"{where}{name}: no longer always there" for name in sorted((required - required_now) & set(fields_now))
    )
