"""A clerk lets the body of a policy be read from a Word document; particulars stay as they are."""

from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier
from policy_service.word_import.domain.word_document import WordBody


async def take_word_document(policy_id: UUID, document: WordBody, read_version: int | None, work: Work) -> Policy:
    async def worded(policy: Policy) -> Policy:
        return policy.reworded(document.html, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, worded)
