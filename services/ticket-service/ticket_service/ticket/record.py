"""The one place where an act on a ticket is recorded."""

from dataclasses import replace

from gongkai.clocks.clock import Clock
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.ticket.domain.change import Change, clock_moments
from ticket_service.ticket.domain.ended_round import answered_by, ended_by
from ticket_service.ticket.domain.next_deadline import deadline_columns
from ticket_service.ticket.domain.notices import HOTLINE
from ticket_service.ticket.domain.parts import acts_on_parts, reaches_parts
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields, event_of
from ticket_service.ticket.store import ended_rounds, history, tickets


async def record(change: Change, work: Work) -> Ticket:
    """Save what an act did: ticket, clocks, rounds, parts, notice, history, audit, event, in one transaction.

    Returns the ticket with the dates that its clocks then say. Raises ChangedMeanwhile if it was changed since it was
    read. The ticket is written first, its clocks and parts after it: everybody locks them in this order.
    """
    await tickets.save_after_act(work.db, change.ticket)
    clocks = await _move_clocks(change, work)
    ticket = replace(change.ticket, **deadline_columns(clocks)) if clocks else change.ticket
    await ended_rounds.add(work.db, ended_by([change]))
    await ended_rounds.note(work.db, answered_by([change]))
    await reach_parts(change, work)
    if notice := change.notice:
        body = notice.write(ticket)
        await ledger.queue(work, endpoint=HOTLINE, kind=notice.kind, subject_id=ticket.id, body=body)
    await history.note_changes(work, [change])
    if change.audit is not None:
        work.audit(f"ticket.{change.act}", str(ticket.id), **change.audit)
    if change.event:
        work.announce(change.event(**event_fields(ticket, work.clocks.as_facts(clocks))))
    return ticket


async def reach_parts(change: Change, work: Work) -> None:
    """Record for the open parts of an order what was done to it; its own ticket has to be saved before."""
    if not reaches_parts(change):
        return
    parts = await tickets.parts_of(work.db, change.ticket, locked=True)
    changes = acts_on_parts(change, parts)
    if not changes:
        return
    await tickets.save_locked(work.db, [one.ticket for one in changes], {part.id: part.version for part in parts})
    known = await work.clocks.of_each([one.ticket.id for one in changes])
    clocks = await work.clocks.follow(known, list(clock_moments(changes)))
    await history.note_changes(work, changes)
    for one in changes:
        if event := event_of(one, work.clocks.as_facts(clocks[one.ticket.id])):
            work.announce(event)


async def _move_clocks(change: Change, work: Work) -> list[Clock]:
    """The ticket's clocks after the act; not read where nobody needs them."""
    moments = list(clock_moments([change]))
    if not moments and not change.event:
        return []
    known = {change.ticket.id: await work.clocks.of(change.ticket.id)}
    return (await work.clocks.follow(known, moments))[change.ticket.id]
