"""The way to the desk: sign in, sign out, and which keys do what."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from notify_service.login import pages

LOGIN: Final = Feature(
    name="login",
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
)
