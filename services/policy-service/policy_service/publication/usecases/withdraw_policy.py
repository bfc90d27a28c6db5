"""A public policy is taken back with all its editions, the reason on record; its board closes by the event."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.actor import Actor, Role
from gongkai.events.policy import PolicyWithdrawn
from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.refusals import Ground, Refusal
from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.policy_events import told
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store
from policy_service.publication.store import editions


class WithdrawalForbidden(Refusal):
    """The office withdraws; in an emergency also the drafting unit's head and the secrecy officer."""

    code = "withdrawal-forbidden"
    ground = Ground.forbidden


class Withdrawal(Body):
    """Why a policy is taken back."""

    reason: Annotated[str, Prose(500)]
    emergency: bool = Field(False, description="Something private or classified had slipped out")


async def withdraw_policy(policy_id: UUID, withdrawal: Withdrawal, work: Work) -> Policy:
    """An edit at the same moment is waited for: an emergency is not turned away."""
    policy = await store.policy(work.db, policy_id, work.actor.only_unit, lock=True)
    _may_withdraw(work.actor, policy, withdrawal.emergency)
    saved = await store.save(work.db, policy.withdraw(withdrawal.reason, by=work.actor, at=work.now))
    last = await editions.last_edition(work.db, policy_id)
    assert last is not None, "what was public has an edition"
    await editions.withdraw(work.db, policy_id)
    await plans.call_off(work.db, policy_id, list(Act))
    fact = told(saved, last[0].title, last[0].document_no)
    work.announce(PolicyWithdrawn(**fact, withdrawn_at=work.now, emergency=withdrawal.emergency))
    work.audit("policy.withdraw", str(saved.id), digest=saved.digest, emergency=withdrawal.emergency)
    return saved


def _may_withdraw(actor: Actor, policy: Policy, emergency: bool) -> None:
    own_head = actor.has(Role.head) and actor.unit == policy.drafting_unit
    if not (actor.has(Role.office) or (emergency and (own_head or actor.has(Role.secrecy)))):
        raise WithdrawalForbidden("文件由办公室撤下；紧急撤下可由起草单位负责人或保密员进行。")
