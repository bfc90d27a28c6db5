"""A clerk gives the next edition of a public policy up: the dossier is again as it was published."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import NotAmended
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store
from policy_service.publication.store import editions


async def drop_amendment(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.unit)).as_read(read_version)
    last = await editions.last_edition(work.db, policy_id)
    if last is None:
        raise NotAmended("没有正在进行的修改。")
    saved = await store.save(work.db, policy.as_published(last[1]))
    await plans.call_off(work.db, policy_id, [Act.publish])
    work.audit("policy.drop_amendment", str(policy_id), digest=saved.digest, edition=saved.edition)
    return last[0].over(saved)
