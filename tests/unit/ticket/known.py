"""A moment, two people and a report's files that the tests of tickets speak of."""

from datetime import UTC, datetime
from uuid import UUID

from ticket_service.domain.person import Person
from ticket_service.domain.report import ReportFile, ReportFiles

BEFORE_THE_WEEK = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
"""2024-09-30 10:00 in Shanghai, the last working day before the National Day week."""
CLERK = Person(id="pudong.clerk", name="江东来")
HEAD = Person(id="pudong.head", name="海知潮")
FILES = ReportFiles(
    digest="d" * 64,
    hotline=ReportFile(id=UUID(int=2), name="办结报告.docx", size=3, sha256="a" * 64),
    archive=ReportFile(id=UUID(int=3), name="办结报告.docx", size=4, sha256="b" * 64),
)
