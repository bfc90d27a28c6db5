"""The bureau's office grants an extension, or not: the clock says who did, the hotline is told."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import Field

from gongkai.events.envelope import ClockFact
from gongkai.fields.body import Body
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.requests.domain.extension import (
    NothingToDecide,
    grant_extension,
    refuse_extension,
    refuse_undecidable,
)
from ticket_service.requests.domain.order_return import Decision
from ticket_service.ticket.domain.history import Step
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import FINISH_WITHIN
from ticket_service.ticket.domain.notices import EXTENDED, extended_notice
from ticket_service.ticket.domain.rounds import Owed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields, extension_decided, latest
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.usecases.reach_parts import reach_parts
from ticket_service.ticket.values.person import Person


class ExtensionDecision(Body):
    """Whether, and how many working days; 0 is as many as were asked for."""

    granted: bool
    days: int = Field(0, ge=0, le=366)


async def decide_extension(ticket_id: UUID, said: ExtensionDecision, version: int | None, work: Work) -> Ticket:
    """Another person than the one who asked decides."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    refuse_undecidable(ticket, Person.of(work.actor))
    decision = Decision(at=work.now, by=work.actor.name, days=said.days)
    after, owed = await (_granted if said.granted else _refused)(ticket, decision, work)
    if owed:
        await reach_parts(Step(act=Act.extension_granted, ticket=after, at=work.now, owed=owed), work)
    work.audit(
        "ticket.extension_decided", str(after.id), granted=said.granted, days=latest(after.dealt.extensions).granted
    )
    work.announce(extension_decided(after, event_fields(after, await work.clocks.facts(after.id))))
    return after


async def _granted(ticket: Ticket, decision: Decision, work: Work) -> tuple[Ticket, tuple[Owed, ...]]:
    granted = grant_extension(ticket, decision)
    if granted is None:
        raise NothingToDecide("没有待审批的延期申请。")
    after, moment = granted
    await tickets.save(work.db, ticket, after)
    after = dated(after, await work.clocks.note(after.id, FINISH_WITHIN, moment))
    request = latest(after.dealt.extensions)
    assert after.finish_due_at, "a stored ticket has its date"
    body = extended_notice(after, request, after.finish_due_at, work.now)
    await ledger.queue(work, endpoint=HOTLINE, kind=EXTENDED, subject_id=after.id, body=body)
    await history.note(work, after.id, Act.extension_granted, f"{request.granted}个工作日")
    return after, ((FINISH_WITHIN, moment),)


async def _refused(ticket: Ticket, decision: Decision, work: Work) -> tuple[Ticket, tuple[Owed, ...]]:
    after = refuse_extension(ticket, decision)
    if after is None:
        raise NothingToDecide("没有待审批的延期申请。")
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.extension_refused)
    return after, ()


def dated(ticket: Ticket, clocks: tuple[ClockFact, ...]) -> Ticket:
    """The ticket with the date by which lists sort it."""
    due_at: datetime = next(one.due_at for one in clocks if one.code == FINISH_WITHIN.code)
    return replace(ticket, finish_due_at=due_at)
