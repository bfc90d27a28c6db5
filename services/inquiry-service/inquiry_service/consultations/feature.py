"""Consultations (我要咨询): asked of the bureau, or answered on the spot (§9)."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from inquiry_service.consultations import api, pages

CONSULTATIONS: Final = Feature(
    name="consultations",
    routers=(api.router,),
    pages=(pages.router, pages.desk_router),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/inquiries/new", words="我要咨询", place=20, section="citizen"),),
)
