"""Casework: the worklist, the page of a case, and tickets over REST."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.casework import api
from ticket_service.casework.pages import case, worklist
from ticket_service.casework.store import business_health

READERS: Final = (Role.clerk, Role.head, Role.office, Role.secrecy, Role.auditor)
CASEWORK: Final = Feature(
    name="casework",
    routers=(api.router, api.clocks_router),
    pages=(worklist.router, case.router, case.clock_pages),
    templates=Path(__file__).parent / "templates",
    fast_reads=api.fast_reads,
    health=business_health,
    menu=(Menu(path="/desk/tickets", words="热线工单", place=20, roles=READERS),),
)
