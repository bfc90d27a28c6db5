"""The life cycle of a policy: who may do what in which state, why not otherwise, and what comes next (E2).

Routes, pages and acts ask this table and repeat nothing of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongkai.actor import Actor, Role
from gongkai.refusals import Refusal
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import (
    AlreadyPublic,
    AlreadyScheduled,
    AlreadyWithdrawn,
    NotAmended,
    NotPublic,
    NotReviewed,
    NotScheduled,
    PolicySelfApproval,
    PolicyState,
    WithdrawalForbidden,
)


class PolicyAct(StrEnum):
    """What is done with a policy; the audit names acts by these words."""

    draft = "draft"
    revise = "revise"
    drop_amendment = "drop_amendment"
    review = "review"
    publish = "publish"
    schedule = "schedule"
    unschedule = "unschedule"
    hold_back = "hold_back"
    withdraw = "withdraw"
    withdraw_at_once = "withdraw_at_once"
    repeal = "repeal"
    partly_repeal = "partly_repeal"
    validity = "validity"
    clear = "clear"
    unmask = "unmask"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActNeed:
    """What must hold before an act; otherwise `refusal` says so in `words`, and the desk's page in `hint`."""

    holds: Callable[[Policy, Actor], bool]
    refusal: type[Refusal]
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRule:
    """Who may do an act, and what it needs. `own_unit`: only people of the drafting unit find the policy.

    `offered_in` names the states in which the desk offers the act, where these are fewer than the needs allow.
    """

    roles: tuple[Role, ...]
    needs: tuple[ActNeed, ...] = ()
    own_unit: bool = False
    offered_in: tuple[PolicyState, ...] = tuple(PolicyState)


def _wrote_it(policy: Policy, actor: Actor) -> bool:
    return actor.id in policy.drafted_by


def _withdraws_at_once(policy: Policy, actor: Actor) -> bool:
    own_head = actor.has(Role.head) and actor.unit == policy.drafting_unit
    return actor.has(Role.office, Role.secrecy) or own_head


_EDITABLE: Final = ActNeed(
    holds=lambda policy, _: policy.state is not PolicyState.withdrawn,
    refusal=AlreadyWithdrawn,
    words="文件已经撤下，不能再修改。",
)
_NOT_YET_PUBLISHED: Final = ActNeed(
    holds=lambda policy, _: policy.state is not PolicyState.published, refusal=AlreadyPublic, words="文件已经发布。"
)
_NOT_WITHDRAWN: Final = ActNeed(
    holds=lambda policy, _: policy.state is not PolicyState.withdrawn, refusal=AlreadyWithdrawn, words="文件已经撤下。"
)
_NOT_SCHEDULED: Final = ActNeed(
    holds=lambda policy, _: policy.state is not PolicyState.scheduled,
    refusal=AlreadyScheduled,
    words="文件已经审核并定时发布，不需要再审核。",
)
_SCHEDULED: Final = ActNeed(
    holds=lambda policy, _: policy.state is PolicyState.scheduled, refusal=NotScheduled, words="文件没有定时发布。"
)
_SECOND_PERSON: Final = ActNeed(
    holds=lambda policy, actor: not _wrote_it(policy, actor),
    refusal=PolicySelfApproval,
    words="起草人不能审核自己起草的文件。",
    hint="您参与了起草，须由另一位负责人审核。",
)
_REVIEWED: Final = ActNeed(
    holds=lambda policy, _: policy.state is not PolicyState.draft and policy.signed_digest == policy.digest,
    refusal=NotReviewed,
    words="文件还没有经过审核，或审核后又有改动。",
)
_THIRD_PERSON: Final = ActNeed(
    holds=lambda policy, actor: not _wrote_it(policy, actor) and actor.id != policy.reviewed_by,
    refusal=PolicySelfApproval,
    words="起草、审核、发布须由三个人分别完成。",
    hint="您参与了起草或审核，须由第三个人发布。",
)
_AMENDED: Final = ActNeed(
    holds=lambda policy, _: policy.is_open and policy.edition > 0, refusal=NotAmended, words="没有正在进行的修改。"
)
_FORBIDDEN: Final = "文件由办公室撤下；紧急撤下可由起草单位负责人或保密员进行。"
_BY_THE_OFFICE: Final = ActNeed(
    holds=lambda _, actor: actor.has(Role.office), refusal=WithdrawalForbidden, words=_FORBIDDEN
)
_IN_AN_EMERGENCY: Final = ActNeed(holds=_withdraws_at_once, refusal=WithdrawalForbidden, words=_FORBIDDEN)
_PUBLIC: Final = ActNeed(
    holds=lambda policy, _: policy.is_public, refusal=NotPublic, words="只有已经发布的文件才能撤下。"
)
_HAS_VALIDITY: Final = ActNeed(
    holds=lambda policy, _: policy.is_public, refusal=NotPublic, words="只有已经发布的文件才有有效性。"
)
_ONCE_PUBLISHED: Final = ActNeed(
    holds=lambda policy, _: policy.edition > 0, refusal=NotPublic, words="文件还没有发布，没有遮盖的内容。"
)

_RELEASE: Final = ActRule(roles=(Role.office,), needs=(_NOT_YET_PUBLISHED, _NOT_WITHDRAWN, _REVIEWED, _THIRD_PERSON))
_REPEAL: Final = ActRule(roles=(Role.office,), needs=(_HAS_VALIDITY,))
_WITHDRAWING: Final = (Role.office, Role.head, Role.secrecy)

LIFECYCLE: Final[Mapping[PolicyAct, ActRule]] = {
    PolicyAct.draft: ActRule(roles=(Role.clerk,)),
    PolicyAct.revise: ActRule(roles=(Role.clerk,), own_unit=True, needs=(_EDITABLE,)),
    PolicyAct.drop_amendment: ActRule(roles=(Role.clerk,), own_unit=True, needs=(_AMENDED,)),
    PolicyAct.review: ActRule(
        roles=(Role.head,),
        own_unit=True,
        needs=(_NOT_YET_PUBLISHED, _NOT_WITHDRAWN, _NOT_SCHEDULED, _SECOND_PERSON),
        offered_in=(PolicyState.draft,),
    ),
    PolicyAct.publish: _RELEASE,
    PolicyAct.schedule: _RELEASE,
    PolicyAct.unschedule: ActRule(roles=(Role.office,), needs=(_SCHEDULED,)),
    PolicyAct.withdraw: ActRule(roles=_WITHDRAWING, needs=(_BY_THE_OFFICE, _PUBLIC)),
    PolicyAct.withdraw_at_once: ActRule(roles=_WITHDRAWING, needs=(_IN_AN_EMERGENCY, _PUBLIC)),
    PolicyAct.repeal: _REPEAL,
    PolicyAct.partly_repeal: _REPEAL,
    PolicyAct.clear: ActRule(roles=(Role.secrecy,)),
    PolicyAct.unmask: ActRule(roles=(Role.head, Role.office, Role.secrecy), needs=(_ONCE_PUBLISHED,)),
}
"""The acts of people. What happens by itself (`hold_back`, `validity`) has no rule."""

NEXT_STEPS: Final[Mapping[PolicyState, str]] = {
    PolicyState.draft: "下一步：由起草单位负责人审核。",
    PolicyState.reviewed: "下一步：由办公室发布。内容一经修改，审核即失效。",
    PolicyState.scheduled: "文件已定时发布，到时自动公开。内容一经修改，审核和定时即失效。",
    PolicyState.published: "文件已经公开，留言板已随之开放。",
    PolicyState.withdrawn: "文件已经撤下，不再公开。",
}


def require(act: PolicyAct, policy: Policy, actor: Actor) -> None:
    """Refuse an act by the first of its needs that does not hold. Roles are judged by the route's guard."""
    if need := _first_unmet(act, policy, actor):
        raise need.refusal(need.words)


def permits(act: PolicyAct, policy: Policy, actor: Actor) -> bool:
    """Whether the desk offers this person the act now."""
    return _is_addressed(act, policy, actor) and _first_unmet(act, policy, actor) is None


def hint_for(act: PolicyAct, policy: Policy, actor: Actor) -> str:
    """Why the act, due now and this person's by role, is another's; empty where it is not so."""
    need = _first_unmet(act, policy, actor) if _is_addressed(act, policy, actor) else None
    return need.hint if need else ""


def _is_addressed(act: PolicyAct, policy: Policy, actor: Actor) -> bool:
    rule = LIFECYCLE[act]
    at_home = not rule.own_unit or actor.unit == policy.drafting_unit
    return at_home and policy.state in rule.offered_in and actor.has(*rule.roles)


def _first_unmet(act: PolicyAct, policy: Policy, actor: Actor) -> ActNeed | None:
    return next((need for need in LIFECYCLE[act].needs if not need.holds(policy, actor)), None)
