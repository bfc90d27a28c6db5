"""A clerk changes the words of a policy that is not public yet; a review of the old words is void."""

from uuid import UUID

from gongkai.database.work import Work
from policy_service.domain.draft import Draft
from policy_service.domain.policy import Policy
from policy_service.store import policies as store


async def revise_policy(policy_id: UUID, draft: Draft, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    revised = policy.as_read(read_version).revise(draft, by=work.actor, at=work.now)
    saved = await store.save(work.db, revised)
    work.audit("policy.revise", str(saved.id), digest=saved.digest, voids_review=policy.signed_digest is not None)
    return saved
