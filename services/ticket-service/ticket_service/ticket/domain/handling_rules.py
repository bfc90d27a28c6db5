"""What handling_rules.toml says (requirements C3, C4): when the limit to finish may stand still, by how much it may be
lengthened, how often a unit may object to a dispatch again; and the pause."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule:
    """Why the limit may stand still, and what says so."""

    code: str
    title: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """How many working days an extension may have, and how many a round."""

    days: int
    times: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRule:
    """How often a unit may object to a dispatch again, after the office refused."""

    times: int
    basis: str


@dataclass(frozen=True, slots=True)
class Rules:
    """`handling_rules.toml`, read."""

    extension: ExtensionRule
    objection: ObjectionRule
    pauses: Mapping[str, PauseRule]


@cache
def handling_rules() -> Rules:
    """The rules in force."""
    content = tomllib.loads(files("ticket_service.ticket.domain").joinpath("handling_rules.toml").read_text("utf-8"))
    pauses = {row["code"]: PauseRule(**row) for row in content["pause"]}
    extension, objection = ExtensionRule(**content["extension"]), ObjectionRule(**content["objection"])
    return Rules(extension, objection, MappingProxyType(pauses))
