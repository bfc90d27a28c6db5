"""Receipts: the intake of questions, and what an asker does with number and code (D4)."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from inquiry_service.receipts import api
from inquiry_service.receipts.pages import status
from inquiry_service.receipts.timers import timers
from inquiry_service.receipts.usecases.intake import open_intake

RECEIPTS: Final = Feature(
    name="receipts",
    routers=(api.router,),
    pages=(status.router,),
    templates=Path(__file__).parent / "templates",
    timers=timers,
    resources=(open_intake,),
    menu=(Menu(path="/status", words="办理进度", place=30, section="citizen"),),
)
