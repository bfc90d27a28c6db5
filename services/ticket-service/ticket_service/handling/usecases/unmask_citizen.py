"""A member of the unit reads who the citizen is, for a purpose, and that is written down."""

from uuid import UUID

from gongkai.refusals import Ground, Refusal
from gongkai.review.unmasking import note_unmasking
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.order import Citizen


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
