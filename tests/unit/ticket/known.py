"""A moment and two people that the tests of tickets speak of."""

from datetime import UTC, datetime

from ticket_service.domain.person import Person

BEFORE_THE_WEEK = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
"""2024-09-30 10:00 in Shanghai, the last working day before the National Day week."""
CLERK = Person(id="pudong.clerk", name="江东来")
HEAD = Person(id="pudong.head", name="海知潮")
