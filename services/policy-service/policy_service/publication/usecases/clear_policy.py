"""The secrecy officer clears pieces that the gate holds; the reason is on record."""

from uuid import UUID

from gongkai.review.clearances import clear_held
from gongkai.review.clearing import Clearing
from gongkai.unit_of_work import Work
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases.judge_policy import judge_policy


async def clear_policy(policy_id: UUID, clearing: Clearing, work: Work) -> Gate:
    """Clear held pieces of a policy; returns the gate as it stands afterwards."""
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    await clear_held(policy_id, clearing, (await judge_policy(policy, work.db, work.now)).held, work)
    return await judge_policy(policy, work.db, work.now)
