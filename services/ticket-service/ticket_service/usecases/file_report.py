"""The unit writes its closing report; it waits for another person's signature."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.database.work import Work
from gongkai.events.ticket import ReportFiled
from gongkai.web.body import Body
from gongkai.web.text import Prose
from ticket_service.domain.course import Act
from ticket_service.domain.facts import told
from ticket_service.domain.person import Person
from ticket_service.domain.report import HANDLING_LONGEST, REPLY_POINTS_LONGEST, Report
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


class ReportDrafted(Body):
    """办结报告 in its two parts (§9); the rule itself refuses what is missing, both parts at once."""

    handling: Annotated[str, Prose(HANDLING_LONGEST, least=0)] = Field("", description="办理情况")
    reply_points: Annotated[str, Prose(REPLY_POINTS_LONGEST, least=0)] = Field("", description="答复要点")


async def file_report(ticket_id: UUID, drafted: ReportDrafted, version: int | None, work: Work) -> Ticket:
    """Put both parts of the report on file; an earlier draft is replaced."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    report = Report.drafted(drafted.handling, drafted.reply_points, Person.of(work.actor), work.now)
    after = ticket.file_report(report)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_filed)
    work.audit("ticket.report_filed", str(after.id), version=after.version)
    work.announce(ReportFiled(**told(after, await work.clocks.facts(after.id))))
    return after
