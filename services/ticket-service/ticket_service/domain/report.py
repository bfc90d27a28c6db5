"""办结报告: the closing report of §9, in its two parts, and the second person who signs it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.domain.person import Person

REPLY_POINTS_LONGEST: Final = 500
"""答复要点 is at most so long in the hotline's own software."""
HANDLING_LONGEST: Final = 10_000


class ReportIncomplete(Refusal):
    """§9: the report includes both 办理情况 and 答复要点."""

    code = "report-incomplete"
    ground = Ground.unfit


class SelfApproval(Refusal):
    """Who wrote the report does not sign it."""

    code = "self-approval"
    ground = Ground.forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """One rendition of the report as a Word file on the shelf."""

    id: UUID
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """What was signed: the digest of the report's words, the file for the hotline and the one for the archive, and
    which edition of the bureau's form they were written in (0: the one that came with the service)."""

    digest: str
    hotline: ReportFile
    archive: ReportFile
    form_edition: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was done (办理情况) and what the citizen is told (答复要点)."""

    handling: str
    reply_points: str
    drafted_by: Person
    drafted_at: datetime
    signed_off_by: Person | None = None
    signed_off_at: datetime | None = None
    files: ReportFiles | None = None

    @classmethod
    def drafted(cls, handling: str, reply_points: str, by: Person, at: datetime) -> Self:
        """A report with both parts; everything that is missing is refused at once."""
        handling, reply_points = handling.strip(), reply_points.strip()
        if points := tuple(_missing(handling, reply_points)):
            raise ReportIncomplete("办结报告须包括办理情况和答复要点两部分。", points=points)
        return cls(handling=handling, reply_points=reply_points, drafted_by=by, drafted_at=at)

    def signed(self, by: Person, at: datetime) -> Self:
        """The report with the signature of another person."""
        if by.id == self.drafted_by.id:
            raise SelfApproval("办结报告须由起草人以外的负责人签发。")
        return replace(self, signed_off_by=by, signed_off_at=at)


def _missing(handling: str, reply_points: str) -> Iterator[Point]:
    if not handling:
        yield Point("/handling", "missing", "请填写办理情况")
    elif len(handling) > HANDLING_LONGEST:
        yield Point("/handling", "too-long", f"办理情况不得超过{HANDLING_LONGEST}字")
    if not reply_points:
        yield Point("/reply_points", "missing", "请填写答复要点")
    elif len(reply_points) > REPLY_POINTS_LONGEST:
        yield Point("/reply_points", "too-long", f"答复要点不得超过{REPLY_POINTS_LONGEST}字")
