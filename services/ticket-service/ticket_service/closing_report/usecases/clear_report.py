"""The secrecy officer has looked at what holds a closing report, and lets these very words pass."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.gate import Judgement
from gongkai.refusals import Ground, Point, Refusal
from gongkai.review import clearances
from gongkai.unit_of_work import Work
from ticket_service.closing_report.usecases.judge_report import judge_report
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import ReportMissing
from ticket_service.ticket.store import history, tickets


class ReportNotHeld(Refusal):
    """The gate does not hold these words; perhaps they were changed after the officer looked."""

    code = "report-not-held"
    ground = Ground.conflict


class ReportClearing(Body):
    """Which pieces may pass, by the digests that the gate shows, and why."""

    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=200)
    reason: Annotated[str, Prose(500, least=4)]


class TypedClearing(Body):
    """The same as a page's form sends it: the digests in one line."""

    digests: Annotated[str, Line(20_000)]
    reason: Annotated[str, Prose(500, least=4)]


async def clear_report(ticket_id: UUID, digests: Sequence[str], reason: str, work: Work) -> Judgement:
    """The gate as it stands afterwards; person and reason are on record."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    held = {piece.digest for piece in (await judge_report(ticket, work.db)).held}
    strange = [at for at, digest in enumerate(digests) if digest not in held]
    if strange or not digests:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{at}", ReportNotHeld.code, words) for at in strange]
        raise ReportNotHeld(f"{words}，请刷新后再处理。", points=points)
    await clearances.clear(work, ticket.id, digests, reason)
    await history.note(work, ticket.id, Act.marks_cleared)
    return await judge_report(ticket, work.db)
