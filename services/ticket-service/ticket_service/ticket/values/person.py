"""A member of staff as the file remembers him: by the id that decides, and by the name that people read."""

from dataclasses import dataclass
from typing import Self

from gongkai.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who tried, drafted or signed."""

    id: str
    name: str

    @classmethod
    def of(cls, actor: Actor) -> Self:
        """The person who is acting."""
        return cls(id=actor.id, name=actor.name)
