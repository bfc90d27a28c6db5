"""Who acts: a person of a unit, a citizen, another machine or the suite itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Role(StrEnum):
    """What a member of staff may be; one person may be several."""

    clerk = "clerk"
    head = "head"
    office = "office"
    secrecy = "secrecy"
    ops = "ops"
    auditor = "auditor"


SEE_ALL_UNITS = frozenset({Role.office, Role.auditor, Role.secrecy})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something. `unit` is a code of `organisation/units.toml`; only staff have one."""

    id: str
    name: str
    unit: str = ""
    roles: frozenset[Role] = frozenset()

    @classmethod
    def citizen(cls) -> Self:
        """A person without an account."""
        return cls(id="citizen", name="市民")

    @classmethod
    def machine(cls, name: str) -> Self:
        """Another system, known by its signature: `hotline`, a partner."""
        return cls(id=f"machine:{name}", name=name)

    @classmethod
    def system(cls) -> Self:
        """The suite itself, where a timer or an event is the cause."""
        return cls(id="system", name="系统")

    @property
    def is_staff(self) -> bool:
        """Whether this is a person with a desk here."""
        return bool(self.roles)

    @property
    def only_unit(self) -> str | None:
        """The one unit whose rows this person sees; `None` for those who see all units."""
        return None if self.roles & SEE_ALL_UNITS else self.unit

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of these roles."""
        return not self.roles.isdisjoint(roles)
