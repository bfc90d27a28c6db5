"""The office calls a planned publication off; the review still stands."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store


async def unschedule_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    saved = await store.save(work.db, policy.as_read(read_version).unscheduled())
    await plans.call_off(work.db, saved.id, [Act.publish])
    work.audit("policy.unschedule", str(saved.id), digest=saved.digest)
    return saved
