"""The inbox: warnings given to a person, and their acknowledgement."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from notify_service.inbox import api, pages

INBOX: Final = Feature(
    name="inbox",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/desk/warnings", words="预警", place=50),),
)
