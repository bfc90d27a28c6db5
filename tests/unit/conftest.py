"""What pure tests share: the calendar."""

import pytest

from gongkai.worktime.calendar import WorkCalendar, load_calendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """The calendar that ships with the suite."""
    return load_calendar()
