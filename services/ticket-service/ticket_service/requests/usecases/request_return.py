"""The unit wants to give the order back (退单): the hotline is asked, every clock goes on."""

from typing import Annotated
from uuid import UUID

from gongkai.events.ticket import ReturnRequested
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.review import rules
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.requests.domain import order_return as domain
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.notices import RETURN, return_notice
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import ReturnReason, ReturnRequest
from ticket_service.ticket.values.person import Person


class ReturnWanted(Body):
    """One of the six reasons, and what there is to say."""

    reason: ReturnReason
    note: Annotated[str, Prose(1000)]


async def request_return(ticket_id: UUID, wanted: ReturnWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    request = ReturnRequest(
        id=work.new_id(), at=work.now, by=Person.of(work.actor), reason=wanted.reason, note=wanted.note
    )
    after = domain.request_return(ticket, request)
    await tickets.save(work.db, ticket, after)
    body = return_notice(after, request, (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=RETURN, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.return_requested, request.reason.words)
    work.audit("ticket.return_requested", str(after.id), reason=request.reason)
    clocks = await work.clocks.facts(after.id)
    work.announce(ReturnRequested(**event_fields(after, clocks), request_id=request.id, reason=request.reason.value))
    return after
