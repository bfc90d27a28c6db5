"""Drafting: a policy is written, revised, previewed and reviewed."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from policy_service.drafting import api, pages

DRAFTING: Final = Feature(
    name="drafting",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).with_name("templates"),
)
