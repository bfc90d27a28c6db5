"""Whether the hotline gets its answers: the figures of this service on the ops page (F5)."""

from typing import Any

from sqlalchemy import func, select

from gongkai.runtime.service import Running
from gongkai.webhooks import ledger
from ticket_service.intake.store.messages import HELD
from ticket_service.reconciliation.domain import RunState
from ticket_service.reconciliation.store import reconciliation
from ticket_service.ticket.store.tables import hotline_message

WAITING_FOR_ORDER = select(func.count()).select_from(hotline_message).where(hotline_message.c.state == HELD)


async def business_health(running: Running) -> dict[str, Any]:
    """Counts, and the age in seconds of the oldest call-back that waits."""
    async with running.reading() as db:
        callbacks = await ledger.figures(db)
        held = await db.scalar(WAITING_FOR_ORDER) or 0
        unexplained = sum(without_note for _, without_note in (await reconciliation.counts(db)).values())
        runs = await reconciliation.last_runs(db, 1)
    oldest = callbacks.oldest_waiting
    age = max(0, int((running.timepiece.now() - oldest).total_seconds())) if oldest else 0
    return {
        "callbacks_waiting": callbacks.waiting,
        "callbacks_dead": callbacks.dead,
        "callbacks_oldest_seconds": age,
        "endpoints_paused": callbacks.paused_endpoints,
        "messages_held": held,
        "differences_unexplained": unexplained,
        "reconciliation_failed": int(bool(runs) and runs[0].state == RunState.failed),
    }
