"""The AsyncAPI 3 document of everything the services tell each other."""

from itertools import groupby
from typing import Any, Final

from gongkai.events.catalogue import EVENTS, TOPICS
from gongkai.events.envelope import Event, topic_of
from gongkai_dev.docs.schemas import Schema, schema_of

HEADERS: Final[Schema] = {
    "type": "object",
    "required": ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "format": "uuid", "description": "UUIDv7, unique for ever; the inbox's key"},
        "ce_source": {"type": "string", "description": "/<service>-service"},
        "ce_type": {"type": "string"},
        "ce_subject": {"type": "string", "format": "uuid", "description": "The aggregate; also the Kafka key"},
        "ce_time": {"type": "string", "format": "date-time"},
        "ce_sequence": {"type": "string", "description": "The aggregate's version; consumers drop what is not newer"},
        "ce_traceparent": {"type": "string"},
        "content-type": {"const": "application/json"},
    },
}


def asyncapi() -> Schema:
    """Channels (topics), messages (types of events) and who sends them, as AsyncAPI 3.0."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Gongkai events",
            "version": "1",
            "description": "CloudEvents 1.0, binary mode. No personal data. Within v1 only optional fields are added.",
        },
        "defaultContentType": "application/json",
        "channels": {topic: _channel(topic) for topic in TOPICS},
        "operations": {f"send.{topic}": _sending(topic) for topic in TOPICS},
        "components": {
            "messages": {event_type: _message(event) for event_type, event in sorted(EVENTS.items())},
            "schemas": _schemas(),
        },
    }


def event_pages() -> str:
    """docs/events.md: every event in one table a topic."""
    lines = [
        "# Events",
        "",
        "Made by `make docs` from `gongkai.events`; the whole truth is `asyncapi/asyncapi.json`.",
        "",
    ]
    for topic, events in groupby(sorted(EVENTS.values(), key=lambda event: event.type), lambda e: topic_of(e.type)):
        lines += [
            f"## {topic}",
            "",
            "| Type | Means | Data beside `ref`, `unit`, `desk_path`, `clocks` |",
            "| --- | --- | --- |",
        ]
        lines += [f"| `{event.type}` | {_meaning(event)} | {_own_fields(event)} |" for event in events]
        lines.append("")
    return "\n".join(lines)


def _channel(topic: str) -> Schema:
    types = [event_type for event_type in sorted(EVENTS) if topic_of(event_type) == topic]
    return {
        "address": topic,
        "messages": {event_type: {"$ref": f"#/components/messages/{event_type}"} for event_type in types},
        "bindings": {"kafka": {"partitions": 12, "replicas": 3}},
    }


def _sending(topic: str) -> Schema:
    service = topic.split(".")[1]
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic}"},
        "summary": f"Sent by {service}-service through its outbox, in order per aggregate, at least once.",
    }


def _message(event: type[Event]) -> Schema:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": _meaning(event),
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{event.type}"},
        "bindings": {"kafka": {"key": {"type": "string", "format": "uuid"}}},
    }


def _schemas() -> Schema:
    schemas: Schema = {"CloudEventHeaders": HEADERS}
    for event_type, event in sorted(EVENTS.items()):
        schema = schema_of(event)
        schemas |= schema.pop("$defs", {})
        schemas[event_type] = _lifted({name: value for name, value in schema.items() if not name.startswith("$")})
    return schemas


def _lifted(value: Any) -> Any:
    """The same schema with its references pointing into `components`."""
    if isinstance(value, dict):
        return {name: _lifted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_lifted(inner) for inner in value]
    if isinstance(value, str) and value.startswith("#/$defs/"):
        return value.replace("#/$defs/", "#/components/schemas/")
    return value


def _meaning(event: type[Event]) -> str:
    return " ".join((event.__doc__ or "").split())


def _own_fields(event: type[Event]) -> str:
    own = [name for name in event.model_fields if name not in Event.model_fields]
    return ", ".join(f"`{name}`" for name in own) or "–"
