"""The office amends what every text is examined by before it goes public; all services take the new edition over."""

from typing import Annotated

from pydantic import Field

from gongkai.database.work import Work
from gongkai.review import rules
from gongkai.review.rules import RulesEdition, RulesKind
from gongkai.web.body import Body
from gongkai.web.text import Prose


class AmendedRules(Body):
    """The whole list as it is to be from now on."""

    toml: Annotated[str, Prose(100_000)] = Field(description="TOML, as in the edition before")


async def amend_review_rules(kind: RulesKind, amended: AmendedRules, read: int | None, work: Work) -> RulesEdition:
    """`read` is the edition that the editor had before him."""
    return await rules.amend(work, kind, amended.toml, read)
