"""Words that occur nowhere else, one for every place where something can be written, and what must not tell of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Final

from gongkai.http.access import Takes
from gongkai.mounts.application import guards_of
from gongkai.timepiece import Timepiece
from gongkai_dev.docs.openapi import openapi_of
from ticket_service.service import SERVICE

DESCRIBED: Final = openapi_of(SERVICE)
STEM: Final = "qzkv"
WORD: Final = re.compile(STEM + r"(\d{7})")
PHONE: Final = re.compile(r"1990(\d{7})")
FRACTION: Final = re.compile(r"\d+\.\d+")
HEX: Final = re.compile(STEM.encode().hex() + r"((?:3\d){7})")
JSON: Final = "application/json"
CHANGING: Final = ("POST", "PUT", "DELETE")

Schema = dict[str, Any]


@dataclass
class Cage:
    """Hands out canaries and remembers where each was put; `fixed` are the fields that name something that exists,
    `begun` those whose words must begin in a certain way."""

    fixed: dict[str, Any]
    begun: dict[str, str]
    timepiece: Timepiece
    places: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def word(self, place: str, longest: int = 1000) -> str:
        """A canary; where there is room, with a telephone number in it, which is personal data to every rule."""
        number = f"{next(self._numbers):07}"
        self.places[number] = place
        short, whole = f"{STEM}{number}", f"{STEM}{number}，回电1990{number}。"
        return whole if len(whole) <= longest else short

    def seen_in(self, text: str) -> set[str]:
        """The places whose words stand in a text, as they are or in the hexadecimal of a byte column."""
        found = {bytes.fromhex(digits).decode() for digits in HEX.findall(text)} | set(WORD.findall(text))
        return {self.places[number] for number in found & self.places.keys()} | self.phones_in(text)

    def phones_in(self, text: str) -> set[str]:
        """The places whose telephone numbers stand in a text; the digits of a fraction may look like one by chance."""
        return {self.places[number] for number in PHONE.findall(FRACTION.sub("", text)) if number in self.places}

    def filled(self, schema: Schema, place: str, choice: int = 0) -> Any:
        """Something that fits a schema, every optional field filled in; `choice` tells which word of each list."""
        name = place.rpartition(".")[2]
        if name in self.fixed:
            return self.fixed[name]
        schema = resolved(schema)
        kind = schema.get("type")
        if "enum" in schema:
            return schema["enum"][choice % len(schema["enum"])]
        if options := [one for one in schema.get("anyOf", schema.get("oneOf", ())) if one.get("type") != "null"]:
            return self.filled(schema | {"anyOf": [], "oneOf": []} | options[0], place, choice)
        if kind == "object":
            properties = schema.get("properties", {})
            return {name: self.filled(one, f"{place}.{name}", choice) for name, one in properties.items()}
        if kind == "array":
            return [self.filled(schema["items"], place, choice)]
        if kind == "string":
            return self._text(schema, place)
        if kind == "boolean":
            return bool(choice % 2)
        return max(int(schema.get("minimum", 1)), 1)

    def _text(self, schema: Schema, place: str) -> str:
        if schema.get("format") == "date-time":
            return (self.timepiece.now() - timedelta(minutes=1)).isoformat()
        if schema.get("format") == "date":
            return self.timepiece.now().date().isoformat()
        if schema.get("minLength") == schema.get("maxLength") == 64:
            return "0" * 64
        return self.begun.get(place.rpartition(".")[2], "") + self.word(place, schema.get("maxLength", 1000))


@dataclass(frozen=True)
class ChangingDoor:
    """A door through which something can be written."""

    method: str
    path: str
    body: Schema | None = None
    streams: bool = False

    @property
    def name(self) -> str:
        """As in the access table."""
        return f"{self.method} {self.path}"


def resolved(schema: Schema) -> Schema:
    """The schema that a reference means."""
    if "$ref" not in schema:
        return schema
    return resolved(DESCRIBED["components"]["schemas"][schema["$ref"].rpartition("/")[2]])


def changing_doors() -> list[ChangingDoor]:
    """All of them, from the access table: those of the API with what they take, those of pages without."""
    paths = DESCRIBED["paths"]
    doors = []
    for (method, path), rule in guards_of(SERVICE).items():
        if method in CHANGING and "/demo/" not in path:
            content = paths.get(path, {}).get(method.lower(), {}).get("requestBody", {}).get("content", {})
            doors.append(ChangingDoor(method, path, content.get(JSON, {}).get("schema"), rule.takes is Takes.stream))
    return doors


def asking_doors() -> list[tuple[str, list[str]]]:
    """Every door that is read, with the names of what can be asked there."""
    paths = DESCRIBED["paths"]
    return [
        (path, [one["name"] for one in paths.get(path, {}).get("get", {}).get("parameters", [])])
        for method, path in guards_of(SERVICE)
        if method == "GET"
    ]


def kinds_of_message() -> list[Schema]:
    """What the hotline may say: one schema a kind."""
    door = next(door for door in changing_doors() if door.path == "/api/v1/hotline/events")
    assert door.body
    return [
        {**one, "properties": one["properties"] | {"type": {"enum": [kind]}}}
        for one in door.body["oneOf"]
        for kind in one["properties"]["type"].get("enum", [one["properties"]["type"].get("const")])
    ]


def broken(said: Any) -> Iterator[Any]:
    """The same, with one thing wrong each time: a text where none belongs, a number for a text, nothing at all, too
    much of it."""
    if isinstance(said, dict):
        for name, value in said.items():
            yield {other: one for other, one in said.items() if other != name}
            yield from ({**said, name: worse} for worse in broken(value))
        return
    if isinstance(said, list):
        yield from ([worse] for worse in broken(said[0] if said else ""))
    text = said if isinstance(said, str) else f"{STEM}0000000"
    yield from ([text], {text: text}, 7, text * 4000, f"{text}\x01", None)
