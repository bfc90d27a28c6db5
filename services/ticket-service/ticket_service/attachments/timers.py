"""Fetches the files that citizens sent along."""

from typing import Final

from gongkai.runtime.service import ServiceRuntime, Timer
from ticket_service.attachments.gateways import fetch
from ticket_service.attachments.usecases import fetch_due_files
from ticket_service.ticket import gateways as hotline


async def fetch_when_due(running: ServiceRuntime) -> int:
    """Fetch what citizens sent along, soon after their orders came; without a secret the hotline would give nothing."""
    return await fetch_due_files(running, fetch) if hotline.signatures(running) else 0


TIMERS: Final = (Timer("attachments", fetch_when_due),)
