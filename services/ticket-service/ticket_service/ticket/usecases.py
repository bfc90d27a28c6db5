"""What was decided here for an order holds for its open parts too."""

from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.history import Step
from ticket_service.ticket.domain.moments import clock_moments
from ticket_service.ticket.domain.parts import acts_on_parts
from ticket_service.ticket.domain.ticket_events import event_of
from ticket_service.ticket.store import history, tickets


async def reach_parts(step: Step, work: Work) -> None:
    """Called when the order's own ticket is saved: whoever locks both takes it first."""
    parts = await tickets.parts_of(work.db, step.ticket, locked=True)
    steps = acts_on_parts(step, parts)
    if not steps:
        return
    await tickets.save_locked(work.db, [one.ticket for one in steps], {part.id: part.version for part in parts})
    known = await work.clocks.of_each([one.ticket.id for one in steps])
    clocks = await work.clocks.follow(known, list(clock_moments(steps)))
    await history.note_steps(work, steps)
    for one in steps:
        if fact := event_of(one, work.clocks.as_facts(clocks[one.ticket.id])):
            work.announce(fact)
