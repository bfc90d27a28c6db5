"""Compares the open orders of both sides on the morning of each working day."""

from typing import Final

from gongkai.runtime.service import ServiceRuntime, Timer
from ticket_service.reconciliation.gateways import hotline_list
from ticket_service.reconciliation.usecases import reconcile_when_due


async def compare_when_due(running: ServiceRuntime) -> int:
    """Compare both sides' open orders on the morning of each working day."""
    return await reconcile_when_due(running, hotline_list)


TIMERS: Final = (Timer("reconciliation", compare_when_due),)
