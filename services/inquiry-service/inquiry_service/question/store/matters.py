"""The office's list of matters, read from `matters.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gongkai.refusals import Point
from inquiry_service.question.domain.matters import OTHER, Matter, MatterUnknown


@cache
def matters() -> Mapping[str, Matter]:
    """All matters by code, in the order in which they are offered."""
    content = tomllib.loads(files("inquiry_service.question.store").joinpath("matters.toml").read_text("utf-8"))
    return MappingProxyType({row["code"]: Matter(**row) for row in content["matter"]})


def matter_of(code: str) -> Matter:
    """The matter with this code, by default the office's; raises MatterUnknown."""
    found = matters().get(code or OTHER)
    if found is None:
        words = "没有这个咨询事项，请从列表中选择。"
        raise MatterUnknown(words, points=[Point("/matter", MatterUnknown.code, words)])
    return found
