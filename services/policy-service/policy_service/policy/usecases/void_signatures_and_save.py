"""What every edit by the drafting unit does: whatever was signed or planned before is void, and the record says so."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store

Edit = Callable[[Policy], Awaitable[Policy]]


async def edit_dossier(policy_id: UUID, read_version: int | None, work: Work, edit: Edit) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.unit)
    saved = await store.save(work.db, await edit(policy.as_read(read_version)))
    if policy.state is PolicyState.scheduled:
        await plans.call_off(work.db, saved.id, [Act.publish])
    work.audit(
        "policy.revise",
        str(saved.id),
        digest=saved.digest,
        voids_review=policy.signed_digest is not None,
        voids_schedule=policy.state is PolicyState.scheduled,
        amends_edition=policy.edition,
    )
    return saved
