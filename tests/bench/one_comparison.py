"""One comparison in a process that holds nothing but the service, so that its peak of memory is the service's own."""

import asyncio
import json
import sys
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Final

import uvloop

from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from gongkai.worktime.days import moment
from tests.bench.orders import SECRET
from ticket_service.reconciliation import store as reconciliation
from ticket_service.reconciliation.timers import compare_when_due
from ticket_service.service import SERVICE
from ticket_service.settings import TicketSettings

DAY: Final = date(2024, 10, 9)


async def compare(url: str, manifest_url: str, folder: str) -> None:
    """One run, and what the process says of itself."""
    timepiece = Timepiece()
    timepiece.move(moment(DAY))
    settings = TicketSettings(
        folder=Path(folder),
        role="api",
        database_url=url,
        hotline_secrets=(SECRET,),
        hotline_manifest_url=manifest_url,
        hotline_networks=("127.0.0.0/8",),
    )
    async with open_service(ServiceRuntime(SERVICE, settings, LocalBus(), timepiece, url)) as running:
        begun = perf_counter()
        await compare_when_due(running)
        seconds = perf_counter() - begun
        async with running.reading() as db:
            (run,) = await reconciliation.last_runs(db, 1)
    told = {"ours": run.ours, "theirs": run.theirs, "found": run.found, "error": run.error}
    print(json.dumps(told | {"seconds": seconds, "peak_mb": _peak()}))


def _peak() -> float:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(compare(*sys.argv[1:]))
