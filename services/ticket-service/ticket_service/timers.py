"""What waits for a time in the ticket service; the whole list, and nothing but the list."""

from gongkai.delivery.courier import DELIVERIES
from gongkai.due import Timer
from gongkai.running import Running
from ticket_service.gateways.manifest import hotline_list
from ticket_service.usecases.reconcile import reconcile_when_due


async def compare_when_due(running: Running) -> int:
    """Compare both sides' open orders on the morning of each working day."""
    return await reconcile_when_due(running, hotline_list)


timers = (DELIVERIES, Timer("reconciliation", compare_when_due))
