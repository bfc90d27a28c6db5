"""The office takes a public policy back, with the reason on record; its message board closes by the event."""

from typing import Annotated
from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.policy import PolicyWithdrawn
from gongkai.web.body import Body
from gongkai.web.text import Prose
from policy_service.domain.policy import Policy
from policy_service.store import policies as store


class Withdrawal(Body):
    """Why a policy is taken back."""

    reason: Annotated[str, Prose(500)]


async def withdraw_policy(policy_id: UUID, reason: str, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    saved = await store.save(work.db, policy.withdraw(reason, by=work.actor, at=work.now))
    work.announce(
        PolicyWithdrawn(
            aggregate_id=saved.id,
            version=saved.version,
            ref=saved.document_no,
            unit=saved.drafting_unit,
            desk_path=f"/desk/policies/{saved.id}",
            title=saved.title,
            document_no=saved.document_no,
            withdrawn_at=work.now,
        )
    )
    work.audit("policy.withdraw", str(saved.id), digest=saved.digest)
    return saved
