"""The secrecy officer has looked at what the gate holds, and lets these very words pass; the reason is on record."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.refusals import Ground, Point, Refusal
from gongkai.review import clearances
from gongkai.unit_of_work import Work
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases.judge_policy import judge_policy


class NotHeld(Refusal):
    """The gate does not hold these words; perhaps they were changed after the officer looked."""

    code = "not-held"
    ground = Ground.conflict


class Clearing(Body):
    """Which pieces may pass, by the digests that the gate shows, and why."""

    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=200)
    reason: Annotated[str, Prose(500)]


async def clear_policy(policy_id: UUID, clearing: Clearing, work: Work) -> Gate:
    """The gate as it stands afterwards."""
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    held = {piece.digest for piece in (await judge_policy(policy, work.db, work.now)).held}
    if strange := [at for at, digest in enumerate(clearing.digests) if digest not in held]:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{at}", NotHeld.code, words) for at in strange]
        raise NotHeld(f"{words}，请刷新后再处理。", points=points)
    await clearances.clear(work, policy_id, clearing.digests, clearing.reason)
    return await judge_policy(policy, work.db, work.now)
