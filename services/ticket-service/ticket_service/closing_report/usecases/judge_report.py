"""The closing report goes through the gate (§10): what holds it, and what of it the hotline will read."""

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.privacy.gate import Judgement, judge_in_thread
from gongkai.review import clearances, rules
from ticket_service.closing_report.domain.closing_report import pieces
from ticket_service.ticket.domain.ticket import Ticket


async def judge_report(ticket: Ticket, db: AsyncConnection) -> Judgement:
    """The gate as it stands now; there is a report."""
    cleared = await clearances.cleared(db, ticket.id)
    return await judge_in_thread(pieces(ticket), await rules.current(db), cleared)
