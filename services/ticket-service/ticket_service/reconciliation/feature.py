"""Reconciliation: both sides compare their open orders."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.reconciliation import api, pages
from ticket_service.reconciliation.timers import TIMERS

PAGE: Final = "/desk/hotline/reconciliation"
TITLE: Final = "热线对账"
READERS: Final = (Role.office, Role.ops, Role.auditor)
RECONCILIATION: Final = Feature(
    name="reconciliation",
    routers=(api.manifest_router, api.router),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    timers=TIMERS,
    menu=(
        Menu(path=PAGE, words=TITLE, place=120, roles=READERS, more=True),
        Menu(path=PAGE, words=TITLE, place=40, section="ops", roles=READERS, extra=True),
    ),
)
