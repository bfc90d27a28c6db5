"""What the desk reads: a policy as it is being worked on, and masked as soon as it is public."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import MASKED
from policy_service.policy.store import policies
from policy_service.publication.store import editions


async def policy_shown(db: AsyncConnection, policy_id: UUID, unit: str | None = None) -> Policy:
    """One policy; with `unit` given, only if that unit drafted it. Words that were published are shown as published."""
    policy = await policies.policy(db, policy_id, unit)
    last = await editions.last_edition(db, policy_id) if policy.state in MASKED else None
    return policy if last is None else last[0].over(policy)
