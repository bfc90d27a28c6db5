"""Somebody who must know reads the words behind the masks of a published policy; purpose and person are on record."""

from uuid import UUID

from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import NotPublic
from policy_service.policy.store import policies as store
from policy_service.publication.store import editions


async def unmask_policy(policy_id: UUID, unmasking: Unmasking, work: Work) -> Policy:
    """The dossier as it was signed; also of a policy that was withdrawn."""
    await store.policy(work.db, policy_id, work.actor.only_unit)
    last = await editions.last_edition(work.db, policy_id)
    if last is None:
        raise NotPublic("文件还没有发布，没有遮盖的内容。")
    note_unmasking(work, str(policy_id), unmasking.purpose)
    return last[1]
