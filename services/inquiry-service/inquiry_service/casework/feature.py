"""The desk: the unit's worklist, the page of one question, and figures."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from inquiry_service.casework import api
from inquiry_service.casework.pages import case_page, worklist

CASEWORK: Final = Feature(
    name="casework",
    routers=(api.router,),
    pages=(worklist.router, case_page.router, case_page.explaining),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/desk/inquiries", words="咨询", place=30),),
)
