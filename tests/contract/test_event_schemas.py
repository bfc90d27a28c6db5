"""What an event promised once it promises for ever: within a major version only optional fields are added."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from gongkai.events.catalogue import EVENTS, TOPICS
from gongkai.events.envelope import topic_of
from gongkai_dev.docs.asyncapi import asyncapi
from gongkai_dev.docs.schemas import Schema, breaks, schema_of

GOLDENS = Path(__file__).parent / "goldens" / "events"
PERSONAL = {
    "name",
    "phone",
    "citizen",
    "mobile",
    "id_card",
    "address",
    "email",
    "content",
    "text",
    "question",
    "answer",
}

OLD: Schema = {
    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
    "required": ["a"],
    "$defs": {"Inner": {"properties": {"x": {"type": "integer"}}, "required": ["x"]}},
}


@pytest.mark.parametrize("golden", sorted(GOLDENS.glob("*.json")), ids=lambda file: file.stem)
def test_f1_a_published_event_keeps_its_promises(golden: Path) -> None:
    assert golden.stem in EVENTS, "a published type may not vanish"
    assert breaks(json.loads(golden.read_text()), schema_of(EVENTS[golden.stem])) == []


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_f1_an_event_has_its_golden_schema(event_type: str) -> None:
    schema = json.loads((GOLDENS / f"{event_type}.json").read_text())
    jsonschema_rs.meta.validate(schema)
    assert schema["$id"].endswith(event_type)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_f1_an_event_carries_no_personal_data(event_type: str) -> None:
    """Ids, states, units and dates: no field in which a citizen could stand."""
    assert PERSONAL & set(EVENTS[event_type].model_fields) == set()


def test_f1_every_event_travels_on_a_topic_of_the_suite() -> None:
    assert {topic_of(event_type) for event_type in EVENTS} == set(TOPICS)


def test_f1_the_asyncapi_document_names_every_event_once() -> None:
    document = asyncapi()
    in_channels = [name for channel in document["channels"].values() for name in channel["messages"]]
    assert sorted(in_channels) == sorted(EVENTS) == sorted(document["components"]["messages"])
    assert list(_dangling(document, document)) == []


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (OLD | {"properties": {"a": {"type": "string"}}}, ["b: gone"]),
        (OLD | {"properties": {**OLD["properties"], "b": {"type": "integer"}}}, ["b: type changed"]),
        (OLD | {"required": ["a", "b"]}, ["b: became required"]),
        (OLD | {"required": []}, ["a: no longer always there"]),
        (OLD | {"$defs": {}}, ["Inner: gone"]),
        (OLD | {"$defs": {"Inner": {"properties": {}}}}, ["Inner.x: gone"]),
        (OLD | {"properties": {**OLD["properties"], "c": {"type": "string"}}}, []),
        (OLD | {"properties": {**OLD["properties"], "a": {"type": "string", "description": "told better"}}}, []),
    ],
)
def test_f1_a_broken_promise_is_seen(now: Schema, said: list[str]) -> None:
    assert breaks(OLD, now) == said


def _dangling(document: Schema, part: Any) -> list[str]:
    """References that lead nowhere."""
    if isinstance(part, list):
        return [lost for one in part for lost in _dangling(document, one)]
    if not isinstance(part, dict):
        return []
    lost = [lost for inner in part.values() for lost in _dangling(document, inner)]
    reference = part.get("$ref")
    return lost + [reference] * (isinstance(reference, str) and not _leads_somewhere(document, reference))


def _leads_somewhere(document: Schema, reference: str) -> bool:
    place: Any = document
    for word in reference.removeprefix("#/").split("/"):
        if word not in place:
            return False
        place = place[word]
    return True
