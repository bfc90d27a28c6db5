"""The review rules over REST: the word list and the white list, their editions, and the next one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from gongkai.actor import Role
from gongkai.http.access import staff
from gongkai.http.dependencies import ReadDep, WorkDep
from gongkai.http.etag import IfMatch, etag
from gongkai.http.router import Router
from gongkai.review import rules
from gongkai.review.rules import RulesEdition, RulesKind, RulesNote
from policy_service.review_rules.usecases import AmendedRules, amend_review_rules

HERE: Final = "/api/v1/review-rules"
SHOWN: Final = 100

router = Router(prefix=HERE, tags=["review rules"])

Edition = Annotated[int, Path(ge=0, le=2_147_483_647)]


class RulesNoteView(BaseModel):
    """One edition in a list's history."""

    model_config = ConfigDict(from_attributes=True)

    kind: RulesKind
    edition: int = Field(description="0: as it came with the suite")
    name: str = Field(description="Who amended it")
    amended_at: datetime | None


class RulesView(RulesNoteView):
    """One edition, word for word."""

    toml: str


@router.get("/{kind}", guard=staff(), response_model=RulesView)
async def get_rules(kind: RulesKind, response: Response, db: ReadDep) -> RulesEdition:
    """The list that holds now."""
    return _with_etag(response, await rules.newest(db, kind))


@router.put("/{kind}", guard=staff(Role.office, Role.secrecy), response_model=RulesView)
async def put_rules(
    kind: RulesKind, amended: AmendedRules, read: IfMatch, response: Response, work: WorkDep
) -> RulesEdition:
    """Make the next edition; the refusal of an unfit list tells every fault."""
    return _with_etag(response, await amend_review_rules(kind, amended, read.version, work))


@router.get("/{kind}/editions", guard=staff(), response_model=list[RulesNoteView])
async def get_editions(kind: RulesKind, db: ReadDep) -> Sequence[RulesNote]:
    """The newest hundred editions: who amended the list, and when."""
    return await rules.history(db, kind, SHOWN)


@router.get("/{kind}/editions/{edition}", guard=staff(), response_model=RulesView)
async def get_edition(kind: RulesKind, edition: Edition, response: Response, db: ReadDep) -> RulesEdition:
    """One edition, whether it still holds or not."""
    return _with_etag(response, await rules.edition_of(db, kind, edition))


def _with_etag(response: Response, found: RulesEdition) -> RulesEdition:
    response.headers["ETag"] = etag(found.edition)
    return found
