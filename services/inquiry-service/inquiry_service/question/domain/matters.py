"""What citizens consult the bureau about (我要咨询, §9), and which unit answers; `matters.toml` is the office's."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from gongkai.refusals import Ground, Point, Refusal

OTHER: Final = "other"


class MatterUnknown(Refusal):
    """There is no such matter in the list."""

    code = "matter-unknown"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter; `unit` owes the answer."""

    code: str
    name: str
    unit: str


@cache
def matters() -> Mapping[str, Matter]:
    """All matters by code, in the order in which they are offered."""
    content = tomllib.loads(files("inquiry_service.question.store").joinpath("matters.toml").read_text("utf-8"))
    return MappingProxyType({row["code"]: Matter(**row) for row in content["matter"]})


def matter_of(code: str) -> Matter:
    """The matter with this code; without one it is the office's."""
    found = matters().get(code or OTHER)
    if found is None:
        words = "没有这个咨询事项，请从列表中选择。"
        raise MatterUnknown(words, points=[Point("/matter", MatterUnknown.code, words)])
    return found
