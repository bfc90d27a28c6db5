"""What both sides hold to be open: two lists in order of the number, read side by side, and where they differ (C8)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import sha256
from typing import Final

from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import moment, office_day
from ticket_service.ticket.values.order import WordEnum

EVERY_MORNING: Final = time(6, 30)
"""When the two lists are compared on each working day: before people come, and before the morning list."""
IN_HAND: Final = "in_hand"
REPORTED: Final = "reported"
TOLD: Final = {
    "finished": REPORTED,
    "closed": REPORTED,
    "surveyed": REPORTED,
    "archived": REPORTED,
    "cancelled": "cancelled",
    "returned": "returned",
}
"""Our state as the two systems tell it each other. Every other is in hand: how far we are with it is our own matter."""
DIGITS_SHOWN: Final = 12


class ManifestBroken(ValueError):
    """A list is out of order, so that nothing can be said by reading it side by side with another."""


class ManifestUnavailable(Exception):
    """The hotline's list could not be had whole; the word says what was wrong, never what the other side said."""


class DifferenceKind(WordEnum):
    """In what the two sides do not agree."""

    unknown_here = "unknown_here", "热线在办，本局没有"
    unknown_there = "unknown_there", "本局在办，热线没有"
    state_differs = "state_differs", "状态不一致"
    due_differs = "due_differs", "期限不一致"
    content_differs = "content_differs", "内容不一致"
    other = "other", "其他"


class RunState(StrEnum):
    """waiting for its time or its next try; done; failed after the last try, or overtaken by the next day."""

    waiting = "waiting"
    done = "done"
    failed = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestLine:
    """One open order as one side holds it. Days are the last day of a limit; a side that does not know one leaves it
    out, and it is not compared. `digest` stands for the words of the order."""

    order_no: str
    state: str = IN_HAND
    finish_due_on: date | None = None
    contact_due_on: date | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDifference:
    """One thing on which the sides do not agree, and what each of them holds."""

    order_no: str
    kind: DifferenceKind
    ours: str = ""
    theirs: str = ""


def content_digest(title: str, content: str) -> str:
    """The words of an order in 64 hexadecimal digits; the hotline makes them alike (docs/hotline.md)."""
    return sha256(f"{title}\n{content}".encode()).hexdigest()


def manifest_state(state: str) -> str:
    """A state of ours in the words of the manifest."""
    return TOLD.get(state, IN_HAND)


def due_day(now: datetime, calendar: WorkCalendar) -> date | None:
    """The latest working day whose comparison is due: days that were missed are caught up by one."""
    today = office_day(now)
    if calendar.counts(today) and moment(today, EVERY_MORNING) <= now:
        return today
    return next((day for day in _before(today) if calendar.counts(day)), None)


class Comparison:
    """Reads the hotline's list beside ours, which comes in pieces; keeps one line of each in memory.

    `ours` and `theirs` count the lines that were read.
    """

    def __init__(self, theirs: Iterable[ManifestLine]) -> None:
        self.ours = 0
        self.theirs = 0
        self._iterator = iter(theirs)
        self._there = self._next_there("")
        self._last_here = ""

    def take(self, lines: Sequence[ManifestLine]) -> Iterator[OrderDifference]:
        """The next piece of our list: all differences up to its last number."""
        for line in lines:
            _refuse_disorder(self._last_here, line)
            self._last_here = line.order_no
            self.ours += 1
            yield from self._only_there(before=line.order_no)
            if self._there and self._there.order_no == line.order_no:
                there, self._there = self._there, self._next_there(line.order_no)
                yield from _between(line, there)
            elif line.state != REPORTED:
                yield OrderDifference(order_no=line.order_no, kind=DifferenceKind.unknown_there, ours=line.state)

    def rest(self) -> Iterator[OrderDifference]:
        """What the hotline lists behind our last number."""
        yield from self._only_there(before=None)

    def _only_there(self, before: str | None) -> Iterator[OrderDifference]:
        while self._there and (before is None or self._there.order_no < before):
            there, self._there = self._there, self._next_there(self._there.order_no)
            yield OrderDifference(order_no=there.order_no, kind=DifferenceKind.unknown_here, theirs=there.state)

    def _next_there(self, last: str) -> ManifestLine | None:
        line = next(self._iterator, None)
        if line:
            _refuse_disorder(last, line)
            self.theirs += 1
        return line


def not_unknown(found: OrderDifference, state: str) -> OrderDifference | None:
    """An order that the hotline lists and we do not, but whose ticket we have: closed here, so the states differ;
    unless the hotline says itself that we have reported."""
    ours = manifest_state(state)
    if ours == found.theirs:
        return None
    return OrderDifference(order_no=found.order_no, kind=DifferenceKind.state_differs, ours=ours, theirs=found.theirs)


def _between(here: ManifestLine, there: ManifestLine) -> Iterator[OrderDifference]:
    for kind, ours, theirs in (
        (DifferenceKind.state_differs, here.state, there.state),
        (DifferenceKind.due_differs, *_days(here, there)),
        (DifferenceKind.content_differs, here.digest, there.digest),
    ):
        if ours != theirs and (kind is DifferenceKind.state_differs or (ours and theirs)):
            short = DIGITS_SHOWN if kind is DifferenceKind.content_differs else None
            yield OrderDifference(order_no=here.order_no, kind=kind, ours=ours[:short], theirs=theirs[:short])


def _days(here: ManifestLine, there: ManifestLine) -> tuple[str, str]:
    """The days of the limits that both sides know."""
    pairs = ((here.finish_due_on, there.finish_due_on), (here.contact_due_on, there.contact_due_on))
    known = [(ours.isoformat(), theirs.isoformat()) for ours, theirs in pairs if ours and theirs]
    return " ".join(ours for ours, _ in known), " ".join(theirs for _, theirs in known)


def _refuse_disorder(last: str, line: ManifestLine) -> None:
    """Numbers rise by their code points, each comes once."""
    if line.order_no <= last:
        raise ManifestBroken("order")


def _before(today: date) -> Iterator[date]:
    return (date.fromordinal(today.toordinal() - back) for back in range(1, 31))
