"""Where somebody lives: what follows the road (lane, number, building, room) is taken away, the road stays."""

import re
from collections.abc import Iterator
from typing import Final

from gongkai.privacy.finding import HIDDEN, Finding, FindingKind
from gongkai.privacy.open_matters import OpenMatters

_DIGITS: Final = "0-9０-９"
_COUNT: Final = (
    f"(?:[{_DIGITS}]{{1,6}}[A-Za-zＡ-Ｚａ-ｚ]?(?:[-－—–][{_DIGITS}]{{1,5}})?|[A-Za-zＡ-Ｚａ-ｚ](?=[座栋幢]))"
)
_HAN_COUNT: Final = "[一二三四五六七八九十百]{1,4}"
_UNIT: Final = "(?:支?弄|号楼|号(?![线文令口])|幢|栋|座|单元|[楼层](?!盘)|室|组(?!织)|宅|队(?![员伍]))"
_PART: Final = f"(?:{_COUNT}|{_HAN_COUNT}){_UNIT}"
_TAIL: Final = f"{_PART}(?:[ 　]?{_PART})*(?:[ 　]?{_COUNT}(?![{_DIGITS}年月日]))?"

_BEHIND_ROAD: Final = re.compile(f"[路街巷弄村苑坊邨道园区寓][ 　]?(?P<tail>{_TAIL})")
_ROOM: Final = re.compile(f"[{_DIGITS}]室")
_BEFORE_ROOM: Final = re.compile(
    f"(?<![{_DIGITS}〕\\]])(?:{_COUNT}(?:支?弄|号楼|号|幢|栋|座|单元|[楼层])[ 　]?)+{_COUNT}$"
)
_NO_ROAD: Final = re.compile("(?:[思线铁电网回道]路|[地园]区|[^大]道|[^小社]区|[^花家公校]园|[^公]寓)$")


def in_addresses(text: str, known: OpenMatters) -> Iterator[Finding]:
    """Every address fine enough to find a door, from behind the road, or from the building where no road is named."""
    doors: set[int] = set()
    for found in _BEHIND_ROAD.finditer(text):
        start = found.start("tail")
        road = text[max(0, found.start() - 1) : found.start() + 1]
        if not _NO_ROAD.search(road) and not known.has_place(text, start):
            doors.add(found.end())
            yield Finding(start, found.end(), FindingKind.address, HIDDEN)
    for room in _ROOM.finditer(text):
        if room.end() in doors:
            continue
        building = _BEFORE_ROOM.search(text, max(0, room.start() - 40), room.start() + 1)
        if building and not known.has_place(text, building.start()):
            yield Finding(building.start(), room.end(), FindingKind.address, HIDDEN)
