"""Reply templates: words that units use again and again."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.reply_templates import api, pages

WRITERS: Final = (Role.clerk, Role.head, Role.office)
REPLY_TEMPLATES: Final = Feature(
    name="reply templates",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    menu=(Menu(path="/desk/reply-templates", words="答复模板", place=80, roles=WRITERS, more=True),),
)
