"""The head of the drafting unit signs the dossier of a policy as it stands."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import policies as store


async def review_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.unit)
    reviewed = policy.as_read(read_version).review(by=work.actor, at=work.now)
    saved = await store.save(work.db, reviewed)
    work.audit("policy.review", str(saved.id), digest=saved.digest)
    return saved
