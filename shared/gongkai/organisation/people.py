"""The bureau's people: members of staff who can be told something."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from gongkai.actor import Actor, Role

DIRECTORIES: Final = "gongkai.people"
"""Entry points of installed packages; each is a function that returns people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """A member of staff who can be told something."""

    id: str
    name: str
    unit: str
    roles: frozenset[Role]
    email: str = ""

    @property
    def actor(self) -> Actor:
        """The person at work."""
        return Actor(self.id, self.name, self.unit, self.roles)


@cache
def people() -> tuple[StaffMember, ...]:
    """All people of the installed directories; without a directory, nobody."""
    directories = sorted(entry_points(group=DIRECTORIES), key=lambda entry: entry.name)
    return tuple(person for entry in directories for person in entry.load()())
