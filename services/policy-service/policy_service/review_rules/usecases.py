"""The office amends what every text is examined by before it goes public; all services take the new edition over."""

from typing import Annotated

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Prose
from gongkai.review import rules
from gongkai.review.rules import RulesEdition, RulesKind
from gongkai.unit_of_work import Work


class AmendedRules(Body):
    """The whole list as it is to be from now on."""

    toml: Annotated[
        str,
        Prose(100_000),
        Field(description="TOML, as in the edition before"),
        Input(
            "名单（TOML）",
            "每次保存整份名单，保存后成为新的一版，各系统随即按新版审查。不要写入个人信息。",
            rows=28,
        ),
    ]


async def amend_review_rules(kind: RulesKind, amended: AmendedRules, read: int | None, work: Work) -> RulesEdition:
    """Make the next edition of a list; raises ChangedMeanwhile unless `read` is the newest, and names every fault."""
    return await rules.amend(work, kind, amended.toml, read)
