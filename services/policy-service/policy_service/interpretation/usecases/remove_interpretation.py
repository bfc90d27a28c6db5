"""A clerk takes an interpretation out of a policy."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain import dossier
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier


async def remove_interpretation(
    policy_id: UUID, interpretation_id: UUID, read_version: int | None, work: Work
) -> Policy:
    async def removed(policy: Policy) -> Policy:
        return dossier.leave_out(policy, interpretation_id, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, removed)
