"""Casework: the list of policies at the desk, the page of one, and the buttons on it."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from policy_service.casework import api
from policy_service.casework.pages import dossier

CASEWORK: Final = Feature(
    name="casework",
    routers=(api.router,),
    pages=(dossier.router, dossier.policy_router),
    templates=Path(__file__).with_name("templates"),
    menu=(Menu(path="/desk/policies", words="政策", place=40),),
)
