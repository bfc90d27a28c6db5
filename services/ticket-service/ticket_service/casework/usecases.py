"""One act on many tickets: each in a transaction of its own, so that none is half done and none holds up another."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from ticket_service.casework.domain.bulk import BulkAct, BulkOutcome, BulkResult, Pick, refuse_unfit
from ticket_service.handling.usecases import accept_ticket, archive_ticket
from ticket_service.routing.usecases import UnitAssignment, assign_ticket

Do = Callable[[UUID, int, Work], Awaitable[object]]


async def act_in_bulk(
    wanted: BulkAct, picks: Sequence[Pick], assigned: UnitAssignment | None, running: ServiceRuntime, actor: Actor
) -> list[BulkOutcome]:
    """What came of each ticket, in order. A ticket is touched only as the person saw it, so a form sent twice does
    nothing twice."""
    refuse_unfit(actor, wanted, picks)
    do = _doing(wanted, assigned)
    return [await _tried(pick, do, running, actor) for pick in picks]


def _doing(wanted: BulkAct, assigned: UnitAssignment | None) -> Do:
    if assigned is not None and wanted is BulkAct.assign:
        return lambda ticket_id, version, work: assign_ticket(ticket_id, assigned, version, work)
    return archive_ticket if wanted is BulkAct.archive else accept_ticket


async def _tried(pick: Pick, do: Do, running: ServiceRuntime, actor: Actor) -> BulkOutcome:
    try:
        async with running.work(actor) as work:
            await do(pick.ticket_id, pick.version, work)
    except ChangedMeanwhile as refusal:
        return BulkOutcome(ticket_id=pick.ticket_id, came=BulkResult.changed, words=refusal.detail)
    except Refusal as refusal:
        return BulkOutcome(ticket_id=pick.ticket_id, came=BulkResult.refused, words=refusal.detail)
    return BulkOutcome(ticket_id=pick.ticket_id, came=BulkResult.done)
