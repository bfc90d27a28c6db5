"""Interpretations (政策解读): written, previewed and removed beside the policy that they explain."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from policy_service.interpretation import api, pages

INTERPRETATION: Final = Feature(
    name="interpretation",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).with_name("templates"),
)
