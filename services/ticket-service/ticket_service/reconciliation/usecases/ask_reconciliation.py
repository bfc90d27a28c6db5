"""The office wants both sides' open orders compared now, not tomorrow morning."""

from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.reconciliation.store import reconciliation as store


async def ask_reconciliation(work: Work) -> None:
    """Put a run of today into the book; the timer takes it up."""
    await store.plan_again(work.db, office_day(work.now), work.now)
    work.audit("reconciliation.asked", office_day(work.now).isoformat())
