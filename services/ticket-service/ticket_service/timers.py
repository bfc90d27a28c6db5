"""What waits for a time in the ticket service; the whole list, and nothing but the list."""

from gongkai.http import idempotency
from gongkai.runtime.deliveries import DELIVERIES
from gongkai.runtime.service import Running, Timer
from ticket_service.attachments.gateways import fetch
from ticket_service.attachments.usecases.fetch_files import fetch_due_files
from ticket_service.hotline.gateways import partner as hotline
from ticket_service.reconciliation.gateways import hotline_list
from ticket_service.reconciliation.usecases.reconcile import reconcile_when_due


async def compare_when_due(running: Running) -> int:
    """Compare both sides' open orders on the morning of each working day."""
    return await reconcile_when_due(running, hotline_list)


async def fetch_when_due(running: Running) -> int:
    """Fetch what citizens sent along, soon after their orders came; without a secret the hotline would give nothing."""
    return await fetch_due_files(running, fetch) if hotline.signatures(running) else 0


async def forget_old_answers(running: Running) -> int:
    """One step: what was answered under an `Idempotency-Key` is kept for 72 hours."""
    async with running.engine.begin() as db:
        await idempotency.purge(db, running.timepiece.now())
    return 0


timers = (
    DELIVERIES,
    Timer("attachments", fetch_when_due),
    Timer("reconciliation", compare_when_due),
    Timer("forget_old_answers", forget_old_answers, every=3600.0),
)
