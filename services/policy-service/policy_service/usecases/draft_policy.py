"""A clerk writes a new policy down for the own unit."""

from gongkai.database.work import Work
from policy_service.domain.draft import Draft
from policy_service.domain.policy import Policy
from policy_service.store import policies as store


async def draft_policy(draft: Draft, work: Work) -> Policy:
    policy = Policy.of(draft, id=work.new_id(), unit=work.actor.unit, by=work.actor.id, at=work.now)
    await store.add(work.db, policy)
    work.audit("policy.draft", str(policy.id), document_no=policy.document_no, digest=policy.digest)
    return policy
