"""A worker in a process of its own that brings a file into the vault and is killed before it says so."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from gongkai.documents.examined import ExaminedFile
from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from tests.service.ticket.orders import SECRET
from ticket_service.attachments.domain import IncomingFile
from ticket_service.attachments.gateways import fetch
from ticket_service.attachments.usecases import fetch_due_files
from ticket_service.service import SERVICE
from ticket_service.settings import TicketSettings


async def die_with_it(running: ServiceRuntime, one: IncomingFile) -> ExaminedFile:
    """The bytes are kept, the row is not written: nobody cleans up after a SIGKILL."""
    examined = await fetch(running, one)
    os.kill(os.getpid(), signal.SIGKILL)
    return examined


async def main(url: str, folder: str, now: str) -> None:
    """One round on this database and vault, at this time."""
    settings = TicketSettings(
        folder=Path(folder),
        role="api",
        demo=True,
        database_url=url,
        hotline_secrets=(SECRET,),
        hotline_networks=("127.0.0.0/8",),
    )
    timepiece = Timepiece()
    timepiece.move(datetime.fromisoformat(now))
    async with open_service(ServiceRuntime(SERVICE, settings, LocalBus(), timepiece, url)) as running:
        await fetch_due_files(running, die_with_it)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
