"""Attachments: files of a policy and of its interpretations."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from policy_service.attachments import api, pages

ATTACHMENTS: Final = Feature(
    name="attachments",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).with_name("templates"),
)
