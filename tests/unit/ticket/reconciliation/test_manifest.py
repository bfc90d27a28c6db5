"""Two lists in order, side by side: the same differences as two dictionaries tell."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.worktime.calendar import WorkCalendar
from gongkai.worktime.days import SHANGHAI
from ticket_service.reconciliation.domain import (
    IN_HAND,
    REPORTED,
    Comparison,
    DifferenceKind,
    ManifestBroken,
    ManifestLine,
    OrderDifference,
    content_digest,
    due_day,
    manifest_state,
    not_unknown,
)

DAYS = st.sampled_from([None, date(2024, 10, 25), date(2024, 10, 28)])
LINES = st.builds(
    ManifestLine,
    order_no=st.text(alphabet="0A工😀", min_size=1, max_size=3),
    state=st.sampled_from([IN_HAND, REPORTED, "cancelled"]),
    finish_due_on=DAYS,
    contact_due_on=DAYS,
    digest=st.sampled_from(["", "a" * 64, "b" * 64]),
)
LISTS = st.lists(LINES, unique_by=lambda line: line.order_no, max_size=12).map(
    lambda lines: sorted(lines, key=lambda line: line.order_no)
)


def compared(ours: Sequence[ManifestLine], theirs: Iterable[ManifestLine], piece: int = 3) -> list[OrderDifference]:
    """All differences, our list coming in pieces."""
    comparison = Comparison(theirs)
    found: list[OrderDifference] = []
    for start in range(0, len(ours), piece):
        found += comparison.take(ours[start : start + piece])
    return [*found, *comparison.rest()]


def oracle(ours: Sequence[ManifestLine], theirs: Sequence[ManifestLine]) -> set[tuple[str, str]]:
    """Number and kind of every difference, by looking each up."""
    here, there = ({line.order_no: line for line in lines} for lines in (ours, theirs))
    found = {(no, "unknown_here") for no in there if no not in here}
    found |= {(no, "unknown_there") for no in here if no not in there and here[no].state != REPORTED}
    for no in here.keys() & there.keys():
        one, other = here[no], there[no]
        days = [(one.finish_due_on, other.finish_due_on), (one.contact_due_on, other.contact_due_on)]
        if one.state != other.state:
            found.add((no, "state_differs"))
        if any(mine and his and mine != his for mine, his in days):
            found.add((no, "due_differs"))
        if one.digest and other.digest and one.digest != other.digest:
            found.add((no, "content_differs"))
    return found


@given(LISTS, LISTS, st.integers(1, 13))
def test_c8_side_by_side_finds_what_looking_up_finds(
    ours: list[ManifestLine], theirs: list[ManifestLine], piece: int
) -> None:
    found = compared(ours, theirs, piece)
    pairs = [(one.order_no, one.kind.value) for one in found]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == oracle(ours, theirs)
    assert [one.order_no for one in found] == sorted(one.order_no for one in found)


@given(LISTS)
def test_c8_two_lists_that_are_alike_have_no_difference(lines: list[ManifestLine]) -> None:
    assert compared(lines, lines) == []


def test_c8_lines_are_counted_and_read_once() -> None:
    lines = [ManifestLine(order_no=f"{number:03}") for number in range(7)]
    comparison = Comparison(iter(lines[2:]))
    assert len([*comparison.take(lines[:5]), *comparison.rest()]) == 2 + 2
    assert (comparison.ours, comparison.theirs) == (5, 5)


@pytest.mark.parametrize("numbers", [["2", "1"], ["1", "1"], [""]])
def test_c8_a_list_out_of_order_is_refused(numbers: list[str]) -> None:
    lines = [ManifestLine(order_no=number) for number in numbers]
    with pytest.raises(ManifestBroken):
        compared(lines, [])
    with pytest.raises(ManifestBroken):
        compared([], lines)


def test_c8_what_differs_is_said_in_short() -> None:
    (digest,) = compared([line(digest="a" * 64)], [line(digest="b" * 64)])
    assert (digest.kind, digest.ours, digest.theirs) == (DifferenceKind.content_differs, "a" * 12, "b" * 12)
    (due,) = compared([line(finish_due_on=date(2024, 10, 25))], [line(finish_due_on=date(2024, 10, 28))])
    assert (due.kind, due.ours, due.theirs) == (DifferenceKind.due_differs, "2024-10-25", "2024-10-28")


def test_c8_what_is_closed_here_is_not_unknown_but_told_apart_by_its_state() -> None:
    (unknown,) = compared([], [line()])
    closed = not_unknown(unknown, "finished")
    assert closed == OrderDifference(order_no="1", kind=DifferenceKind.state_differs, ours="reported", theirs="in_hand")
    (reported,) = compared([], [line(state=REPORTED)])
    assert not_unknown(reported, "finished") is None


def test_c8_how_far_we_are_is_our_own_matter() -> None:
    assert {manifest_state(state) for state in ("received", "signed", "handling", "report_filed", "merged")} == {
        IN_HAND
    }
    assert content_digest("标题", "内容") == content_digest("标题", "内容") != content_digest("标题", "别的内容")


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2024-09-30 06:29", date(2024, 9, 29)),
        ("2024-09-30 06:30", date(2024, 9, 30)),
        ("2024-10-05 12:00", date(2024, 9, 30)),
        ("2024-10-08 07:00", date(2024, 10, 8)),
    ],
)
def test_c8_the_lists_are_compared_once_on_working_days(calendar: WorkCalendar, now: str, day: date) -> None:
    """29 September is a Sunday at work, 1 to 7 October are days off: what was missed is caught up by one run."""
    assert due_day(datetime.fromisoformat(now).replace(tzinfo=SHANGHAI), calendar) == day


def line(**changed: object) -> ManifestLine:
    return ManifestLine(**({"order_no": "1"} | changed))  # type: ignore[arg-type]
