"""The people of the demonstration, a directory for `gongkai.organisation.people`."""

import tomllib
from functools import cache
from importlib.resources import files

from gongkai.actor import Actor, Role
from gongkai.organisation.people import StaffMember


@cache
def people() -> tuple[StaffMember, ...]:
    """All of them, in the order of the file."""
    content = tomllib.loads(files("gongkai_dev.demo").joinpath("people.toml").read_text("utf-8"))
    return tuple(
        StaffMember(**row | {"roles": frozenset(Role(role) for role in row["roles"])}) for row in content["person"]
    )


@cache
def demo_people() -> tuple[Actor, ...]:
    """The same people, as actors."""
    return tuple(person.actor for person in people())
