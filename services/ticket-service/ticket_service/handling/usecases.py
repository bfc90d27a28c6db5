"""Accept, classify, refer, keep on file, archive a ticket; take a legal step; read who the citizen is."""

from typing import Annotated
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Prose
from gongkai.refusals import Ground, Refusal
from gongkai.review.unmasking import note_unmasking
from gongkai.unit_of_work import Work
from ticket_service.handling import domain
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.record import record
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.case_log import CallRecord, Legal, LegalChannel, MatterKind, Referral
from ticket_service.ticket.values.order import Citizen
from ticket_service.ticket.values.person import Person


async def accept_ticket(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Accept the order as the unit's own."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.accept(ticket, work.now), work)


class MatterFound(Body):
    """Which kind of matter it is."""

    kind: Annotated[MatterKind, Input("事项类别", widget=Widget.radios)]


async def classify_matter(ticket_id: UUID, found: MatterFound, version: int | None, work: Work) -> Ticket:
    """Record which kind of matter it is; the limits of the law are counted from the receipt of the order."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.classify(ticket, found.kind, work.now), work)


class StepWanted(Body):
    """Which step."""

    step: Annotated[Legal, Input("已作出", "登记后相应的法定期限即告完成，不能撤回", widget=Widget.radios)]


async def take_legal_step(ticket_id: UUID, wanted: StepWanted, version: int | None, work: Work) -> Ticket:
    """Take a step of the law on complaints and reports."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.take_step(ticket, wanted.step, Person.of(work.actor), work.now), work)


class ChannelNamed(Body):
    """Which channel, and what he was told."""

    channel: Annotated[LegalChannel, Input("法定渠道")]
    note: Annotated[str, Prose(1000), Input("告知情况", rows=3)]


async def refer_to_channel(ticket_id: UUID, named: ChannelNamed, version: int | None, work: Work) -> Ticket:
    """Record which channel of the law the citizen was told, and in which words."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    referral = Referral(channel=named.channel, note=named.note, at=work.now, by=Person.of(work.actor))
    return await record(domain.note(ticket, Act.channel_told, referral, channel=named.channel), work)


class HoldWanted(Body):
    """Why."""

    note: Annotated[str, Prose(1000), Input("存电理由", rows=3)]


async def file_call_record(ticket_id: UUID, wanted: HoldWanted, version: int | None, work: Work) -> Ticket:
    """Record that the call is kept on file, and why."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    call = CallRecord(note=wanted.note, at=work.now, by=Person.of(work.actor))
    return await record(domain.note(ticket, Act.held, call), work)


class NotItsUnit(Refusal):
    """Only people of the unit that handles the ticket read who the citizen is."""

    code = "not-its-unit"
    ground = Ground.forbidden


async def unmask_citizen(ticket_id: UUID, purpose: str, work: Work) -> Citizen:
    """The log, the history and the citizen belong together: what is not noted is not shown. Neither of them names
    somebody whom the purpose names."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if ticket.unit != work.actor.unit:
        raise NotItsUnit("只有承办单位的人员可以查看市民信息。")
    said = ticket.order.hidden(purpose)
    note_unmasking(work, str(ticket.id), said)
    await history.note(work, ticket.id, Act.unmasked, said)
    return ticket.order.citizen


async def archive_ticket(ticket_id: UUID, version: int | None, work: Work) -> Ticket:
    """Put the ticket away; nothing is open any more."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    return await record(domain.archive(ticket, work.now), work)
