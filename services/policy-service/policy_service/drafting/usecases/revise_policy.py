"""A clerk changes the words of a policy: signatures and a planned publication are void, a public one is amended."""

from dataclasses import replace
from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.draft import Draft
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier
from policy_service.publication.store import editions

MASKED = (
    *("title", "index_no", "issuing_unit", "co_issuers", "subject_class", "audiences", "keywords", "service_links"),
    "body",
)


async def revise_policy(policy_id: UUID, draft: Draft, read_version: int | None, work: Work) -> Policy:
    async def revised(policy: Policy) -> Policy:
        return policy.revise(await _unmasked(draft, policy, work), by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, revised)


async def _unmasked(draft: Draft, policy: Policy, work: Work) -> Draft:
    """The desk shows a public policy masked; what comes back as it was shown stays as it was written. The form may have
    been opened before somebody else began to amend the policy."""
    last = await editions.last_edition(work.db, policy.id) if policy.edition else None
    if last is None:
        return draft
    shown, original = last
    untouched = [name for name in MASKED if getattr(draft, name) == getattr(shown, name)]
    return replace(draft, **{name: getattr(original, name) for name in untouched})
