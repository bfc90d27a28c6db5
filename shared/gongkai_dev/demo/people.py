"""The people of the demonstration; in earnest they come from the bureau's identity system."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongkai.actor import Actor, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
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
def people() -> tuple[Person, ...]:
    """Everybody, in the order of the file."""
    content = tomllib.loads(files("gongkai_dev.demo").joinpath("people.toml").read_text("utf-8"))
    return tuple(Person(**row | {"roles": frozenset(Role(role) for role in row["roles"])}) for row in content["person"])


@cache
def demo_people() -> tuple[Actor, ...]:
    """The same people, as those who act."""
    return tuple(person.actor for person in people())
