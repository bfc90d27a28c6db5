"""A clerk takes a file out of a policy, or out of one of its interpretations."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain import dossier
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier


async def detach_file(
    policy_id: UUID, file_id: UUID, read_version: int | None, work: Work, interpretation_id: UUID | None = None
) -> Policy:
    async def detached(policy: Policy) -> Policy:
        if interpretation_id is None:
            return dossier.detach(policy, file_id, by=work.actor, at=work.now)
        interpretation = dossier.without_file(policy, interpretation_id, file_id)
        return dossier.interpret(policy, interpretation, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, detached)
