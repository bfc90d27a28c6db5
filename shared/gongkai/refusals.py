"""Everything the bureau refuses, and on which of six grounds; HTTP is not known here.

Refusal
├── ChangedMeanwhile          another hand was faster
└── … one class per rule, beside the rule it protects (`grep "(Refusal)"` lists them)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Ground(StrEnum):
    """Why something is refused; the web edge maps each ground to one status code."""

    unknown = "unknown"
    conflict = "conflict"
    unlawful = "unlawful"
    unfit = "unfit"
    untimely = "untimely"
    forbidden = "forbidden"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is wrong: where (a JSON pointer into what was sent), a stable code, and words in Chinese."""

    pointer: str
    code: str
    detail: str = ""


class Refusal(Exception):
    """A rule says no. `detail` is Chinese, for the person who asked, and never repeats what was submitted."""

    code: ClassVar[str] = "refused"
    ground: ClassVar[Ground] = Ground.unfit

    def __init__(self, detail: str, *, points: Sequence[Point] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.points = tuple(points)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the same thing since it was read."""

    code = "changed-meanwhile"
    ground = Ground.conflict
