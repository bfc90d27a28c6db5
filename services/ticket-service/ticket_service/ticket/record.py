"""The one place where acts on tickets are recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from gongkai.clocks.clock import Clock
from gongkai.review import rules
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.ended_round import answered_by, ended_by
from ticket_service.ticket.domain.history import clock_moments, entries_of
from ticket_service.ticket.domain.next_deadline import deadline_columns
from ticket_service.ticket.domain.notices import HOTLINE
from ticket_service.ticket.domain.parts import acts_on_parts, reaches_parts
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_of, is_announced
from ticket_service.ticket.store import ended_rounds, history, tickets


async def record(change: Change, work: Work) -> Ticket:
    """Save what an act did: ticket, clocks, rounds, parts, notices, history, audit, event, in one transaction.

    Returns the ticket with the dates that its clocks then say. Raises ChangedMeanwhile if it was changed since it was
    read. The ticket is written first, its clocks and parts after it: everybody locks them in this order.
    """
    await tickets.save_after_act(work.db, change.ticket)
    clocks = await _move_clocks(change, work)
    ticket = dated(change.ticket, clocks)
    change = replace(change, ticket=ticket)
    await note_rounds([change], work)
    await _reach_parts(change, work)
    await _tell_hotline(change, work)
    await history.add(work.db, entries_of([change], work.actor.name, work.new_id))
    if change.audit is not None:
        work.audit(f"ticket.{change.audit_as or change.act}", str(ticket.id), **change.audit)
    announce([change], {ticket.id: clocks}, work)
    return ticket


def dated(ticket: Ticket, clocks: Sequence[Clock]) -> Ticket:
    """The ticket with the dates by which lists sort it; as it is where its clocks were not read."""
    return replace(ticket, **deadline_columns(clocks)) if clocks else ticket


async def note_rounds(changes: Sequence[Change], work: Work) -> None:
    """Write down the rounds that these acts ended, and what they say of earlier ones; after the clocks."""
    await ended_rounds.add(work.db, ended_by(changes))
    await ended_rounds.note(work.db, answered_by(changes))


def announce(changes: Iterable[Change], clocks: Mapping[UUID, Sequence[Clock]], work: Work) -> None:
    """Publish the events of these acts, in their order."""
    for change in changes:
        if event := event_of(change, work.clocks.as_facts(clocks[change.ticket.id])):
            work.announce(event)


async def _move_clocks(change: Change, work: Work) -> list[Clock]:
    """The ticket's clocks after the act; not read where nobody needs them."""
    moments = list(clock_moments([change]))
    if not moments and not is_announced(change):
        return []
    known = {change.ticket.id: await work.clocks.of(change.ticket.id)}
    return (await work.clocks.follow(known, moments))[change.ticket.id]


async def _reach_parts(change: Change, work: Work) -> None:
    """Record for the open parts of an order what was done to it."""
    if not reaches_parts(change):
        return
    parts = await tickets.parts_of(work.db, change.ticket, locked=True)
    changes = acts_on_parts(change, parts)
    if not changes:
        return
    await tickets.save_locked(work.db, [one.ticket for one in changes], {part.id: part.version for part in parts})
    known = await work.clocks.of_each([one.ticket.id for one in changes])
    clocks = await work.clocks.follow(known, list(clock_moments(changes)))
    await history.add(work.db, entries_of(changes, work.actor.name, work.new_id))
    announce(changes, clocks, work)


async def _tell_hotline(change: Change, work: Work) -> None:
    if not change.notices:
        return
    known = (await rules.current(work.db)).open_matters
    for notice in change.notices:
        body = notice.write(change.ticket, known)
        await ledger.queue(work, endpoint=HOTLINE, kind=notice.kind, subject_id=change.ticket.id, body=body)
