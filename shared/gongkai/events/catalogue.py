"""Every type of event in the suite, and how a record becomes one."""

from collections.abc import Iterator
from typing import Final

from pydantic import ValidationError
from pydantic_core import from_json

from gongkai.events import inquiry, notify, policy, ticket
from gongkai.events.envelope import Envelope, Event, Undecodable


def _typed(above: type[Event]) -> Iterator[type[Event]]:
    for below in above.__subclasses__():
        if "type" in below.__dict__:
            yield below
        yield from _typed(below)


MODULES: Final = (policy, inquiry, ticket, notify)
EVENTS: Final[dict[str, type[Event]]] = {
    cls.type: cls for cls in _typed(Event) if cls.__module__ in {module.__name__ for module in MODULES}
}
TOPICS: Final = ("gongkai.policy", "gongkai.inquiry", "gongkai.ticket", "gongkai.notify")


def decode(envelope: Envelope) -> Event | None:
    """The event inside; `None` if this version of the suite does not know the type. Unknown fields are ignored."""
    cls = EVENTS.get(envelope.type)
    if cls is None:
        return None
    try:
        told = from_json(envelope.data)
        known = {name: told[name] for name in cls.model_fields.keys() & told.keys()}
        return cls.model_validate(known | {"aggregate_id": envelope.subject, "version": envelope.sequence})
    except ValidationError as error:
        raise Undecodable(", ".join(".".join(map(str, e["loc"])) for e in error.errors())) from None
    except (ValueError, TypeError, AttributeError):
        raise Undecodable("data") from None
