"""The unit needs more working days (延期): the hotline is told, the clock moves when they are granted."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.ticket import ExtensionRequested
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.review import rules
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.requests.domain import extension as domain
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.notices import EXTENSION, extension_notice
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import ExtensionRequest
from ticket_service.ticket.values.person import Person


class ExtensionWanted(Body):
    """How many working days more, and why."""

    days: int = Field(ge=0, le=366)
    reason: Annotated[str, Prose(1000)]


async def request_extension(ticket_id: UUID, wanted: ExtensionWanted, version: int | None, work: Work) -> Ticket:
    """Ask the hotline; the bureau's office may decide as well."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    request = ExtensionRequest(
        id=work.new_id(),
        at=work.now,
        by=Person.of(work.actor),
        cycle=ticket.dealt.cycle,
        days=wanted.days,
        reason=wanted.reason,
    )
    after = domain.request_extension(ticket, request)
    await tickets.save(work.db, ticket, after)
    body = extension_notice(after, request, (await rules.current(work.db)).open_matters, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=EXTENSION, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.extension_requested, f"{request.days}个工作日")
    work.audit("ticket.extension_requested", str(after.id), days=request.days)
    clocks = await work.clocks.facts(after.id)
    work.announce(ExtensionRequested(**event_fields(after, clocks), request_id=request.id, days=request.days))
    return after
