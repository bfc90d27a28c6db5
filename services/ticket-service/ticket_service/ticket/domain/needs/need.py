"""What a need of an act is made of: conditions, each with its refusal in words; and what they are judged by.

The table of the life cycle (`lifecycle`) names the needs; nothing else judges them.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gongkai.refusals import Point, Refusal
from ticket_service.ticket.values.case_log import Legal
from ticket_service.ticket.values.ticket_facts import TicketFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ActContext:
    """Who acts and when, what stands beside the ticket, and what is asked for; what is left out is not judged.

    `person` is an id, `parts` how many the order has, `open_parts` the numbers of those that are open.
    """

    person: str = ""
    unit: str = ""
    now: datetime | None = None
    co_units: Collection[str] = ()
    parts: int = 0
    open_parts: Sequence[str] = ()
    merged: bool = False
    days: int | None = None
    pause_rule: str | None = None
    step: Legal | None = None
    proposed_unit: str | None = None


NOTHING_BESIDE: Final = ActContext()


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that is looked at, and its refusal. `pointer` is the field of the form that is wrong, `points` are
    those of a refusal that tells several faults at once."""

    holds: Callable[[TicketFacts, ActContext], bool]
    refusal: type[Refusal]
    words: str | Callable[[TicketFacts, ActContext], str]
    pointer: str = ""
    points: Callable[[TicketFacts], Sequence[Point]] | None = None

    def refuse(self, ticket: TicketFacts, context: ActContext) -> Refusal:
        """The refusal for this ticket."""
        words = self.words if isinstance(self.words, str) else self.words(ticket, context)
        if self.points:
            return self.refusal(words, points=self.points(ticket))
        at = (Point(self.pointer, self.refusal.code, words.rstrip("。")),) if self.pointer else ()
        return self.refusal(words, points=at)


@dataclass(frozen=True, slots=True)
class Need:
    """What an act needs, in the words of the drawing; the first condition that does not hold refuses. One without
    conditions is brought by the act itself, or by the hotline."""

    told: str
    conditions: tuple[Condition, ...] = ()


def unmet(needs: Iterable[Need], ticket: TicketFacts, context: ActContext) -> Condition | None:
    """The first condition of these needs that does not hold."""
    conditions = (condition for need in needs for condition in need.conditions)
    return next((one for one in conditions if not one.holds(ticket, context)), None)
