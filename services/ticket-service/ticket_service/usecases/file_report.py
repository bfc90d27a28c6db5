"""The unit writes its closing report; it waits for another person's signature."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.ticket import ReportFiled
from ticket_service.domain.facts import told
from ticket_service.domain.history import Act
from ticket_service.domain.person import Person
from ticket_service.domain.report import Report
from ticket_service.domain.ticket import Ticket
from ticket_service.store import history, tickets


async def file_report(ticket_id: UUID, handling: str, reply_points: str, version: int | None, work: Work) -> Ticket:
    """Put both parts of the report on file; an earlier draft is replaced."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    report = Report.drafted(handling, reply_points, Person.of(work.actor), work.now)
    after = ticket.file_report(report)
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_filed)
    work.audit("ticket.report_filed", str(after.id), version=after.version)
    work.announce(ReportFiled(**told(after, await work.clocks.facts(after.id))))
    return after
