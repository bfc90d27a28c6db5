"""Somebody who must know reads the words behind the masks of a published policy; purpose and person are on record."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.review.unmasking import Unmasking, note_unmasking
from policy_service.domain.policy import Policy
from policy_service.domain.state import NotPublic
from policy_service.store import editions
from policy_service.store import policies as store


async def unmask_policy(policy_id: UUID, unmasking: Unmasking, work: Work) -> Policy:
    """The dossier as it was signed; also of a policy that was withdrawn."""
    await store.policy(work.db, policy_id, work.actor.only_unit)
    last = await editions.last_edition(work.db, policy_id)
    if last is None:
        raise NotPublic("文件还没有发布，没有遮盖的内容。")
    note_unmasking(work, str(policy_id), unmasking.purpose)
    return last[1]
