"""A message that does not fit as it stands is read once more, as far as it can be: no order is lost for the sake of
something that is only shown.

What systems and people really send is put right (`null` is left out, 24:00 is the next 00:00, marks of layout go); an
optional part that still cannot be read is set aside, and its place is told in the receipt and on the case. The raw
message is kept as it came. Identity, time of dispatch, title and content are demanded: without them it is refused.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from pydantic_core import ErrorDetails

from gongkai.fields.text import Prose
from ticket_service.intake.api.order_body import OrderGiven

Place = tuple[int | str, ...]
"""Where something stands in a message: names and indexes from its top."""

AGAIN: Final = 6
"""So many times what is wrong may be set aside; each time everything that shows then."""
DEMANDED: Final = frozenset(name for name, field in OrderGiven.model_fields.items() if field.is_required())
OF_SEVERAL_LINES: Final = frozenset(
    name for name, field in OrderGiven.model_fields.items() if any(isinstance(one, Prose) for one in field.metadata)
)
LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
LAYOUT: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Controls and marks of direction, which phones and office software leave in what was copied from them."""
MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)([T ])24:00(:00(?:\.0+)?)?((?:Z|[+-]\d\d:?\d\d)?)")


def put_right(said: Any, name: str = "") -> Any:
    """The same without what is nothing (`null`, an empty time), and with texts and times as they were meant."""
    if isinstance(said, dict):
        return {key: put_right(value, key) for key, value in said.items() if value is not None}
    if isinstance(said, list):
        return [put_right(value, name) for value in said if value is not None]
    if isinstance(said, str):
        return _text(said, name in OF_SEVERAL_LINES)
    return said


def _text(said: str, several_lines: bool) -> str:
    if midnight := MIDNIGHT.fullmatch(said.strip()):
        return _next_day(*midnight.groups(default=""))
    ended = LAYOUT.sub("", LINE_ENDS.sub("\n", said))
    return ended if several_lines else " ".join(ended.split("\n")).replace("\t", " ")


def _next_day(day: str, between: str, _: str, zone: str) -> str:
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return f"{day}{between}24:00{zone}"
    return f"{following}{between}00:00:00{zone}"


def set_aside(message: Any, errors: Iterable[ErrorDetails]) -> list[str] | None:
    """Take out of a message what is wrong in its optional parts; their places as JSON pointers. `None`: something that
    is demanded is wrong too."""
    found = {_optional(one): one for one in errors}
    if () in found:
        return None
    for place in sorted(found, key=lambda one: [(isinstance(step, int), step) for step in one], reverse=True):
        _take_out(message, place, found[place].get("ctx", {}).get("max_length"))
    return ["".join(f"/{step}" for step in place) for place in sorted(found, key=str)]


def _optional(error: ErrorDetails) -> Place:
    """The smallest part around something wrong that an order can do without; empty if there is none."""
    place = error["loc"][1:]  # pydantic puts the tag first
    if place[:1] != ("order",) or len(place) < 2:
        return ()
    name, within = place[1], tuple(place[2:])
    if name in DEMANDED and not (name == "category" and (within or error["type"] == "too_long")):
        return ()
    if name == "attachments" and within[1:] == ("name",):
        return ("order", name, within[0])
    return ("order", name, *within[:2])


def _take_out(message: Any, place: Place, most: int | None) -> None:
    """Take something out of the message, or of too long a list what is too many; what lies around it may be gone."""
    *way, last = place
    for step in way:
        try:
            message = message[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(message, dict) and most and isinstance(message.get(last), list):
        del message[last][most:]
    elif isinstance(message, dict):
        message.pop(last, None)
    elif isinstance(message, list) and isinstance(last, int):
        del message[last : last + 1]
