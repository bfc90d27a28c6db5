"""The 16 districts, by code or by any name they have or had, and the bureau responsible in each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """One district. `unit` is the code of its market regulation bureau; `once` are names it or its parts had."""

    code: str
    name: str
    unit: str
    once: tuple[str, ...] = ()


@cache
def districts() -> Mapping[str, District]:
    """All districts by GB/T 2260 code."""
    content = tomllib.loads(files("gongkai.organisation").joinpath("districts.toml").read_text("utf-8"))
    read = [District(**row | {"once": tuple(row.get("once", ()))}) for row in content["district"]]
    return MappingProxyType({district.code: district for district in read})


def district_of(words: str) -> District | None:
    """The district meant by a code, a name (浦东新区, 浦东) or an old name (南汇区, 南汇); `None` if there is none."""
    return _by_words().get(words.strip().removeprefix("上海市"))


@cache
def _by_words() -> Mapping[str, District]:
    found: dict[str, District] = {}
    for district in districts().values():
        found[district.code] = district
        for name in (district.name, *district.once):
            found[name] = found[name.removesuffix("新区").removesuffix("区").removesuffix("县")] = district
    return MappingProxyType(found)
