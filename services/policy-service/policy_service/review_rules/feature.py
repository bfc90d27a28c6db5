"""Review rules: the word list and the white list, edited by the office for all services."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from policy_service.review_rules import api, pages

REVIEW_RULES: Final = Feature(
    name="review_rules",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).with_name("templates"),
    menu=(Menu(path="/desk/review-rules", words="审查词表", place=130, roles=(Role.office, Role.secrecy), more=True),),
)
