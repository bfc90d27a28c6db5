"""Who is told of a warning at which stage: the rungs of requirement B3, as data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from gongkai.actor import Role
from notify_service.warnings.domain.alert import ALERT_WORDS
from notify_service.watch.domain.stages import kind_of


class Member(Protocol):
    """A member of staff, as far as the ladder has to know."""

    @property
    def unit(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...


class LadderUnfit(ValueError):
    """The file of the ladder leaves out something of which people have to be told."""


Person = TypeVar("Person", bound=Member)


@dataclass(frozen=True, slots=True)
class Rung:
    """People with one of the roles, in the unit that owes the step (or anywhere: the office), told at some stages."""

    title: str
    in_unit: bool
    roles: frozenset[Role]
    stages: frozenset[str]

    def holds(self, person: Member, unit: str) -> bool:
        """Whether a person stands on this rung for a matter of this unit."""
        return not self.roles.isdisjoint(person.roles) and (not self.in_unit or person.unit == unit)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, from the handler upwards."""

    rungs: tuple[Rung, ...]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """The content of a ladder file."""
        return cls(
            tuple(
                Rung(
                    title=each["title"],
                    in_unit=each["of"] == "unit",
                    roles=frozenset(Role(role) for role in each["roles"]),
                    stages=frozenset(each["stages"]),
                )
                for each in data["rung"]
            )
        )

    def told(self, stage: str, unit: str, people: Sequence[Person]) -> list[Person]:
        """Everybody to be told; a stage whose rungs are empty goes to the next rung that has somebody."""
        told: list[Person] = []
        reached = False
        for rung in self.rungs:
            named = kind_of(stage) in rung.stages
            reached = reached or named
            if named or (reached and not told):
                told += [person for person in people if rung.holds(person, unit) and person not in told]
        return told


def load_ladder(file: Path | None = None) -> Ladder:
    """The ladder that ships with the service, or that of a file of the same form."""
    source = file or files("notify_service.warnings.domain").joinpath("ladder.toml")
    ladder = Ladder.read(tomllib.loads(source.read_text(encoding="utf-8")))
    if silent := [stage for stage in ALERT_WORDS if not any(stage in rung.stages for rung in ladder.rungs)]:
        raise LadderUnfit(f"nobody is told of: {', '.join(silent)}")
    return ladder
