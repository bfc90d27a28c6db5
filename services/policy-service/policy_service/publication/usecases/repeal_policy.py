"""The office repeals a public policy, in whole or in part, from a day on; it stays readable and says so."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.privacy.gate import Piece, judge
from gongkai.review import rules
from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ActKind, ValidityAct
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import PublicationRefused
from policy_service.publication.store import editions
from policy_service.publication.usecases.plan_validity import plan_validity
from policy_service.publication.usecases.recount_validity import recount_validity

LONGEST_REASON: Final = 500


class Repeal(Body):
    """What the office decided about a policy's validity."""

    act: ActKind
    on: date = Field(description="The first day on which it no longer applies")
    reason: Annotated[str, Prose(LONGEST_REASON)] = Field(description="The decision, or what took its place")


async def repeal_policy(policy_id: UUID, repeal: Repeal, read_version: int | None, work: Work) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.only_unit)).as_read(read_version)
    reason = await _public(repeal.reason, work)
    act = ValidityAct(act=repeal.act, on=repeal.on, reason=reason, by=work.actor.id, at=work.now)
    saved = await recount_validity(policy.judged(act, by=work.actor), reason, work)
    if last := await editions.last_edition(work.db, policy_id):
        await plan_validity(last[0], saved, work)
    work.audit(f"policy.{repeal.act}", str(saved.id), on=repeal.on.isoformat())
    return saved


async def _public(reason: str, work: Work) -> str:
    """The reason stands in the public history of the policy: it passes the gate like every other public word."""
    judged = judge([Piece("/reason", "废止的依据", reason)], await rules.current(work.db), ())
    if judged.points:
        raise PublicationRefused("废止的依据随文件公开，其中有不能公开的内容。", points=judged.points)
    return judged.renditions["/reason"].text[:LONGEST_REASON]
