"""What the notices set: the announced years and the city's own changes, checked before anybody counts with them."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Self

from gongkai.refusals import Ground, Point, Refusal

SATURDAY = 5


class NoticeUnfit(Refusal):
    """The days of a notice contradict each other or their year; nothing is counted with them."""

    code = "calendar-notice-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One break: the days off, and the weekend days worked in return."""

    name: str
    notice: str
    off: tuple[date, ...]
    worked: tuple[date, ...] = ()
    evidence: str = ""

    @classmethod
    def read(cls, row: Mapping[str, Any], notice: str) -> Self:
        return cls(
            name=str(row["name"]),
            notice=str(row.get("notice", notice)),
            off=tuple(_day(day) for day in row.get("off", ())),
            worked=tuple(_day(day) for day in row.get("worked", ())),
            evidence=row.get("evidence", ""),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "notice": self.notice,
            "off": [day.isoformat() for day in self.off],
            "worked": [day.isoformat() for day in self.worked],
            "evidence": self.evidence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A later notice that changed a year already announced."""

    notice: str
    issued: date
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One year as the State Council announced it; its first break may begin in the December before."""

    year: int
    notice: str
    issued: date
    breaks: tuple[Break, ...]
    amendments: tuple[Amendment, ...] = ()

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """From a file's TOML or stored JSON (days as dates or ISO text); checked."""
        try:
            year = cls(
                year=int(row["year"]),
                notice=str(row.get("notice", "")),
                issued=_day(row["issued"]),
                breaks=tuple(Break.read(each, row.get("notice", "")) for each in row["breaks"]),
                amendments=tuple(
                    Amendment(notice=each["notice"], issued=_day(each["issued"]), change=each.get("change", ""))
                    for each in row.get("amendments", ())
                ),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NoticeUnfit("放假安排数据缺项或格式有误。") from error
        refuse(year.faults())
        return year

    def to_json(self) -> dict[str, Any]:
        return {
            "year": self.year,
            "notice": self.notice,
            "issued": self.issued.isoformat(),
            "amendments": [
                {"notice": each.notice, "issued": each.issued.isoformat(), "change": each.change}
                for each in self.amendments
            ],
            "breaks": [each.to_json() for each in self.breaks],
        }

    def faults(self) -> Iterator[Point]:
        """Everything wrong with the year by itself."""
        known = {self.notice, *(each.notice for each in self.amendments)}
        yield from _faults(self.breaks)
        for pointer, each in _pointed(self.breaks):
            if each.notice and each.notice not in known:
                yield Point(f"{pointer}/notice", "unknown-notice", "通知文号既不是本年通知，也不是其调整通知")
            for day in (*each.off, *each.worked):
                if day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
                    yield Point(pointer, "outside-year", f"{day}不在{self.year}年安排范围内")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalLayer:
    """Working days a city moved for its own bodies; it lies over the national years."""

    place: str
    title: str
    breaks: tuple[Break, ...]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        try:
            breaks = tuple(Break.read(each, "") for each in row["breaks"])
            layer = cls(place=row["place"], title=row["title"], breaks=breaks)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NoticeUnfit("地方调整数据缺项或格式有误。") from error
        refuse(_faults(layer.breaks))
        return layer

    def to_json(self) -> dict[str, Any]:
        return {"place": self.place, "title": self.title, "breaks": [each.to_json() for each in self.breaks]}


def refuse(faults: Iterator[Point]) -> None:
    """Raise one refusal that names every fault, if there is any."""
    if points := list(faults):
        raise NoticeUnfit("放假安排数据有误，未予采用。", points=points)


def bundled_years() -> tuple[Year, ...]:
    """The years that ship with the package."""
    return tuple(Year.read(row) for row in _tables("years"))


def bundled_layers() -> tuple[LocalLayer, ...]:
    """The local layers that ship with the package."""
    return tuple(LocalLayer.read(row) for row in _tables("local"))


def _tables(folder: str) -> Iterator[dict[str, Any]]:
    found: list[Traversable] = [
        file for file in files("gongkai.worktime").joinpath(folder).iterdir() if file.name.endswith(".toml")
    ]
    for file in sorted(found, key=lambda file: file.name):
        yield tomllib.loads(file.read_text(encoding="utf-8"))


def _day(value: object) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise TypeError("not a day")


def _pointed(breaks: Sequence[Break]) -> Iterator[tuple[str, Break]]:
    for index, each in enumerate(breaks):
        yield f"/breaks/{index}", each


def _faults(breaks: Sequence[Break]) -> Iterator[Point]:
    seen: set[date] = set()
    for pointer, each in _pointed(breaks):
        if not each.notice.strip():
            yield Point(f"{pointer}/notice", "notice-missing", "缺通知文号")
        if not each.name.strip():
            yield Point(f"{pointer}/name", "name-missing", "缺节日名称")
        for day in (*each.off, *each.worked):
            if day in seen:
                yield Point(pointer, "duplicate-day", f"{day}重复")
            seen.add(day)
        for day in each.worked:
            if day.weekday() < SATURDAY:
                yield Point(f"{pointer}/worked", "make-up-on-weekday", f"{day}本是工作日，不能调休上班")
