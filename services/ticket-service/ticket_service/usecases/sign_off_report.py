"""The head of the unit signs the report: the ticket closes, the counting stops, the hotline gets the report."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.delivery import ledger
from gongkai.events.ticket import TicketFinished
from ticket_service.domain.callback import HOTLINE, REPORT, report_body
from ticket_service.domain.facts import told
from ticket_service.domain.history import Act
from ticket_service.domain.person import Person
from ticket_service.domain.ticket import FINISH_WITHIN, Ticket
from ticket_service.store import history, tickets


async def sign_off_report(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Sign, and put the report into the ledger of deliveries, in one transaction."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    finished = ticket.sign_off(Person.of(work.actor), work.now)
    await tickets.save(work.db, ticket, finished)
    clocks = await work.clocks.met(finished.id, FINISH_WITHIN, work.now, work.actor.id)
    await ledger.queue(
        work,
        endpoint=HOTLINE,
        kind=REPORT,
        subject_id=finished.id,
        body=report_body(finished, work.now),
    )
    await history.note(work, finished.id, Act.signed_off)
    work.audit("ticket.signed_off", str(finished.id), version=finished.version)
    work.announce(TicketFinished(**told(finished, clocks), finished_at=work.now))
    return finished
