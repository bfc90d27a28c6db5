"""A clerk takes an interpretation out of a policy."""

from uuid import UUID

from gongkai.database.work import Work
from policy_service.domain import dossier
from policy_service.domain.policy import Policy
from policy_service.usecases.edit_dossier import edit_dossier


async def remove_interpretation(
    policy_id: UUID, interpretation_id: UUID, read_version: int | None, work: Work
) -> Policy:
    async def removed(policy: Policy) -> Policy:
        return dossier.leave_out(policy, interpretation_id, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, removed)
