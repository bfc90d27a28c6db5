"""办结报告: the closing report of §9, in its two parts, what was found, and the second person who signs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.values.blanks import refuse_left
from ticket_service.ticket.values.findings import (
    MISSING,
    FactQuestion,
    Findings,
    FindingsUnfit,
    wrong_with,
)
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.reply_points import REPLY_POINTS_LONGEST, missing_parts

HANDLING_LONGEST: Final = 10_000


class ReportIncomplete(Refusal):
    """§9: the report includes both 办理情况 and 答复要点; the latter names unit, time and what was done."""

    code = "report-incomplete"
    ground = Ground.unfit


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
class ReportRequirements:
    """What the report of a ticket has to fit: the name of the unit that handles it, and the questions of its matter."""

    unit: str
    asked: FactQuestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportText:
    """A report as somebody writes it down."""

    handling: str
    reply_points: str
    findings: Findings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was done (办理情况), what the citizen is told (答复要点), and what was found. `drafted_by` filed it last,
    `written_before` are the ids of all others on whose words it rests."""

    handling: str
    reply_points: str
    findings: Findings | None = None
    drafted_by: Person
    drafted_at: datetime
    written_before: tuple[str, ...] = ()
    signed_off_by: Person | None = None
    signed_off_at: datetime | None = None
    files: ReportFiles | None = None

    @classmethod
    def drafted(cls, written: ReportText, wanted: ReportRequirements, by: Person, at: datetime) -> Self:
        """A report with both parts; what was found may still be open. Everything that is wrong is refused at once."""
        written = replace(written, handling=written.handling.strip(), reply_points=written.reply_points.strip())
        refuse_left(handling=written.handling, reply_points=written.reply_points)
        found = wrong_with(written.findings, wanted.asked, at) if written.findings else ()
        wrong = tuple(point for point in found if point.code != MISSING)
        if points := tuple(_amiss(written, wanted)):
            raise ReportIncomplete(
                "办结报告须包括办理情况和答复要点，答复要点须写明单位、时间和做了什么。", points=points + wrong
            )
        if wrong:
            raise FindingsUnfit("办理结果的各项有不相符之处。", points=wrong)
        return cls(
            handling=written.handling,
            reply_points=written.reply_points,
            findings=written.findings,
            drafted_by=by,
            drafted_at=at,
        )

    @property
    def writers(self) -> frozenset[str]:
        """The ids of all who wrote on it, whoever filed it last."""
        return frozenset((self.drafted_by.id, *self.written_before))

    def resting_on(self, *earlier: Self | None) -> Self:
        """The report with the writers of what stood there before, or was taken over."""
        others = {writer for one in earlier if one for writer in one.writers} - {self.drafted_by.id}
        return replace(self, written_before=tuple(sorted(others)))

    def signed(self, by: Person, at: datetime) -> Self:
        """The report with this signature; whether it may stand there, the life cycle says."""
        return replace(self, signed_off_by=by, signed_off_at=at)

    def hidden(self, hide: Callable[[str], str]) -> Self:
        """With every word that staff wrote hidden as far as it has to be."""
        return replace(
            self,
            handling=hide(self.handling),
            reply_points=hide(self.reply_points),
            findings=self.findings and self.findings.hidden(hide),
        )


def _amiss(written: ReportText, wanted: ReportRequirements) -> Iterator[Point]:
    if not written.handling:
        yield Point("/handling", "missing", "请填写办理情况")
    elif len(written.handling) > HANDLING_LONGEST:
        yield Point("/handling", "too-long", f"办理情况不得超过{HANDLING_LONGEST}字")
    if not written.reply_points:
        yield Point("/reply_points", "missing", "请填写答复要点")
        return
    if len(written.reply_points) > REPLY_POINTS_LONGEST:
        yield Point("/reply_points", "too-long", f"答复要点不得超过{REPLY_POINTS_LONGEST}字")
    yield from missing_parts(written.reply_points, written.handling, wanted.unit)
