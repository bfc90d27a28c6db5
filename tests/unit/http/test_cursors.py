"""F3: a cursor leads on in the list it was made for, and nowhere else."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.http.cursors import CursorInvalid, Cursors

CURSORS = Cursors(b"a secret of this test")
POSITIONS = st.lists(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)),
    max_size=4,
)


@given(st.text(max_size=50), POSITIONS)
def test_f3_a_cursor_gives_back_the_position(bound: str, position: list[object]) -> None:
    try:
        cursor = CURSORS.seal(bound, position)
    except UnicodeEncodeError:
        return
    assert len(cursor) > 500 or CURSORS.open(bound, cursor) == tuple(position)


@given(st.text(max_size=600))
def test_f3_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(CursorInvalid):
        CURSORS.open("list", text)


def test_f3_a_cursor_of_another_filter_is_refused() -> None:
    cursor = CURSORS.seal('["/api/v1/tickets", [["unit", "pudong"]]]', [1])
    with pytest.raises(CursorInvalid):
        CURSORS.open('["/api/v1/tickets", [["unit", "huangpu"]]]', cursor)


def test_f3_a_cursor_of_another_secret_is_refused() -> None:
    with pytest.raises(CursorInvalid):
        CURSORS.open("list", Cursors(b"another").seal("list", [1]))


@given(st.data())
def test_f3_a_changed_cursor_is_refused(data: st.DataObject) -> None:
    position = [datetime(2024, 9, 30, 2, tzinfo=UTC), date(2024, 10, 12), UUID(int=7), "x"]
    cursor = CURSORS.seal("list", position)
    at = data.draw(st.integers(0, len(cursor) - 2))  # the last character may carry unused bits
    other = data.draw(st.sampled_from("ABCDabcd0189-_").filter(lambda char: char != cursor[at]))
    with pytest.raises(CursorInvalid):
        CURSORS.open("list", cursor[:at] + other + cursor[at + 1 :])
