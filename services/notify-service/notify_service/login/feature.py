"""The way to the desk: sign in, sign out, and which keys do what."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from gongkai_dev.demo.routes import tokens_router
from notify_service.login import pages

LOGIN: Final = Feature(
    name="login",
    routers=(tokens_router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
)
