"""Message boards under policies: asked and answered in public (§3)."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from inquiry_service.boards import api, pages
from inquiry_service.boards.subscribers import subscribers

BOARDS: Final = Feature(
    name="boards",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    subscriptions=subscribers,
)
