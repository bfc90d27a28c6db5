"""Routing: the dispatch table, assignments, objections to a dispatch."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.routing import api
from ticket_service.routing.pages import dispatch

ROUTING: Final = Feature(
    name="routing",
    routers=(api.tickets_router, api.router),
    pages=(dispatch.router,),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/desk/dispatch", words="派单规则", place=100, roles=(Role.office,), more=True),),
)
