"""Attachments: the files of a case."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from ticket_service.attachments import api, pages
from ticket_service.attachments.timers import TIMERS

ATTACHMENTS: Final = Feature(
    name="attachments",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    timers=TIMERS,
)
