"""Publication: what the public reads, the gate before it, and what happens at its time."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from policy_service.publication import api, pages, timers

PUBLICATION: Final = Feature(
    name="publication",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).with_name("templates"),
    fast_reads=api.fast_reads,
    timers=timers.timers,
    menu=(Menu(path="/policies", words="政策公开", place=10, section="citizen"),),
)
