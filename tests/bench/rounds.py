"""Contests in interleaved rounds: subject and floor take turns under the same weather, and medians are compared."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

ROUNDS: Final = 5

Contestant = Callable[[], Awaitable[float]]
"""One turn: does the work, checks every answer, and returns the figure."""


class WrongAnswer(AssertionError):
    """An answer was not what it has to be: a fast mistake is no figure."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach. Beside the figure, never asserted."""

    words: str
    reached: Callable[[float], bool]


def at_least(bound: float) -> Goal:
    """The ratio to the floor should be so high."""
    return Goal(f"ratio ≥ {bound:g}", lambda ratio: ratio >= bound)


def at_most(bound: float, unit: str) -> Goal:
    """The figure itself should be so low."""
    return Goal(f"≤ {bound:g} {unit}", lambda figure: figure <= bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: what was measured, against which floor, and what the goal says."""

    what: str
    figure: float
    unit: str
    floor: str = ""
    floor_figure: float | None = None
    ratio: float | None = None
    goal: Goal | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is met; `None` where there is none."""
        if self.goal is None:
            return None
        return self.goal.reached(self.figure if self.ratio is None else self.ratio)


@dataclass(slots=True)
class Outcome:
    """The figures of each contestant, round by round."""

    figures: dict[str, list[float]] = field(default_factory=dict)

    def median(self, name: str) -> float:
        """The middle figure of one contestant."""
        return median(self.figures[name])

    def ratio(self, subject: str, floor: str) -> float:
        """The middle one of the rounds' ratios: each round compares what ran side by side."""
        pairs = zip(self.figures[subject], self.figures[floor], strict=True)
        return median(mine / other for mine, other in pairs)

    def against(self, subject: str, floor: str, *, what: str, unit: str = "/s", goal: Goal | None = None) -> Line:
        """The line of a subject beside its floor."""
        return Line(
            what=what,
            figure=self.median(subject),
            unit=unit,
            floor=floor,
            floor_figure=self.median(floor),
            ratio=self.ratio(subject, floor),
            goal=goal,
        )

    def alone(self, subject: str, *, what: str, unit: str, goal: Goal | None = None, floor: str = "") -> Line:
        """The line of a subject whose goal is a figure of its own; a floor may stand beside it."""
        beside = self.median(floor) if floor else None
        return Line(what=what, figure=self.median(subject), unit=unit, floor=floor, floor_figure=beside, goal=goal)


async def take_turns(contestants: Mapping[str, Contestant], rounds: int = ROUNDS) -> Outcome:
    """Run the contestants one after another in every round, each time another one first; the first round warms up."""
    outcome = Outcome({name: [] for name in contestants})
    names = list(contestants)
    for number in range(rounds + 1):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            figure = await contestants[name]()
            if number:
                outcome.figures[name].append(figure)
    return outcome


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
