"""The bureau's units, as the notice names them: who exists, since when, and for which sections."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gongkai.refusals import Ground, Point, Refusal


class UnitKind(StrEnum):
    """What a unit is; a group only stands for units in a text."""

    office = "office"
    division = "division"
    institution = "institution"
    brigade = "brigade"
    district = "district"
    group = "group"


class UnitUnknown(Refusal):
    """There is no such unit."""

    code = "unit-unknown"
    ground = Ground.unknown


class UnitRetired(Refusal):
    """The unit is not there yet, or not any more."""

    code = "unit-retired"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit. `sections` are the sections of 沪市监办发〔2024〕326号 that name it; `valid_to` is its last day,
    `successor` the code of the unit that does its work since."""

    code: str
    name: str
    kind: UnitKind
    sections: tuple[int, ...]
    valid_from: date
    valid_to: date | None = None
    group: str = ""
    district: str = ""
    successor: str = ""

    def is_there(self, day: date) -> bool:
        """Whether the unit exists on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def units() -> Mapping[str, Unit]:
    """All units and groups by code."""
    content = tomllib.loads(files("gongkai.organisation").joinpath("units.toml").read_text("utf-8"))
    read = [
        Unit(**row | {"kind": UnitKind(row["kind"]), "sections": tuple(row["sections"])}) for row in content["unit"]
    ]
    return MappingProxyType({unit.code: unit for unit in read})


def unit(code: str) -> Unit:
    """The unit with this code; a group is not one."""
    found = units().get(code)
    if found is None or found.kind is UnitKind.group:
        raise UnitUnknown("没有这个单位。")
    return found


def in_service(code: str, day: date, pointer: str) -> Unit:
    """The unit with this code, which has to be there on this day; `pointer` says where it was named."""
    found = units().get(code)
    if found is None or found.kind is UnitKind.group:
        raise UnitUnknown("没有这个单位。", points=(Point(pointer, UnitUnknown.code, "没有这个单位"),))
    if not found.is_there(day):
        words = "该单位尚未设立或已经撤销"
        raise UnitRetired(f"{words}。", points=(Point(pointer, UnitRetired.code, words),))
    return found


def units_of(day: date) -> tuple[Unit, ...]:
    """The units that are there on this day, without groups."""
    return tuple(one for one in units().values() if one.kind is not UnitKind.group and one.is_there(day))


def unit_or_successor(code: str, day: date, among: Mapping[str, Unit] | None = None) -> Unit | None:
    """The unit with this code or, if it is there no more, the one that came after it; `None` if there is none."""
    known = units() if among is None else among
    passed: set[str] = set()
    while code in known and code not in passed:
        found = known[code]
        if found.is_there(day) and found.kind is not UnitKind.group:
            return found
        passed.add(code)
        code = found.successor
    return None


def name_of(code: str) -> str:
    """The unit's name for people; an unknown code names itself."""
    found = units().get(code)
    return found.name if found else code


def members(group: str) -> tuple[Unit, ...]:
    """The units that a group stands for."""
    return tuple(one for one in units().values() if one.group == group)


def responsible_for(section: int) -> tuple[Unit, ...]:
    """The units and groups that a section of the notice names."""
    return tuple(one for one in units().values() if section in one.sections)
