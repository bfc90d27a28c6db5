"""Rates: how well the bureau keeps its limits, and how content citizens are."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.rates import api, pages

READERS: Final = (Role.head, Role.office, Role.auditor)
RATES: Final = Feature(
    name="rates",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/desk/rates", words="办件指标", place=70, roles=READERS, more=True),),
)
