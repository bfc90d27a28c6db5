"""What was decided here for an order holds for its open parts too."""

from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.history import Step
from ticket_service.ticket.domain.moments import happened
from ticket_service.ticket.domain.parts import reached
from ticket_service.ticket.domain.ticket_events import fact_of
from ticket_service.ticket.store import history, tickets


async def reach_parts(step: Step, work: Work) -> None:
    """Called when the order's own ticket is saved: whoever locks both takes it first."""
    parts = await tickets.parts_of(work.db, step.ticket, locked=True)
    steps = reached(step, parts)
    if not steps:
        return
    await tickets.save_locked(work.db, [one.ticket for one in steps], {part.id: part.version for part in parts})
    known = await work.clocks.of_each([one.ticket.id for one in steps])
    clocks = await work.clocks.follow(known, list(happened(steps)))
    await history.note_steps(work, steps)
    for one in steps:
        if fact := fact_of(one, work.clocks.as_facts(clocks[one.ticket.id])):
            work.announce(fact)
