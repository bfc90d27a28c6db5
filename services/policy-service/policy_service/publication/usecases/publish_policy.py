"""The office releases a reviewed policy: it is public at once, or at the time that was planned."""

from datetime import datetime
from uuid import UUID

from gongkai.fields.body import Body
from gongkai.fields.moments import Moment
from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act, PlannedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store
from policy_service.publication.domain.edition import refuse_unless_open
from policy_service.publication.usecases.judge_policy import judge_policy
from policy_service.publication.usecases.publish_edition import bring_out


class Publication(Body):
    """When it shall be public; left out: at once."""

    publish_at: Moment | None = None


AT_ONCE = Publication()


async def publish_policy(
    policy_id: UUID, read_version: int | None, work: Work, publication: Publication = AT_ONCE
) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.only_unit)).as_read(read_version)
    if publication.publish_at is not None:
        return await _schedule(policy, publication.publish_at, work)
    published = policy.publish(by=work.actor, at=work.now)
    saved = await bring_out(published, await judge_policy(policy, work.db, work.now), work)
    await plans.call_off(work.db, saved.id, [Act.publish])
    return saved


async def _schedule(policy: Policy, publish_at: datetime, work: Work) -> Policy:
    """The gate has to be open for that day already; it looks again at the time."""
    scheduled = policy.schedule(publish_at, by=work.actor, at=work.now)
    refuse_unless_open(await judge_policy(policy, work.db, publish_at))
    saved = await store.save(work.db, scheduled)
    await plans.call_off(work.db, saved.id, [Act.publish])
    act = PlannedAct(id=work.new_id(), policy_id=saved.id, act=Act.publish, due_at=publish_at, next_try_at=publish_at)
    await plans.plan(work.db, [act])
    work.audit("policy.schedule", str(saved.id), digest=saved.digest, publish_at=publish_at.isoformat())
    return saved
