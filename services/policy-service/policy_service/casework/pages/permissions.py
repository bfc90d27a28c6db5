"""What a person may do with a policy on its page at the desk, by the life cycle and by the gate before the public."""

from dataclasses import dataclass
from typing import Self

from gongkai.actor import Actor
from policy_service.policy.domain.lifecycle import NEXT_STEPS, PolicyAct, hint_for, permits
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """Which buttons the page offers, and the sentence on what comes next. The acts judge again."""

    revise: bool
    drop: bool
    review: bool
    publish: bool
    unschedule: bool
    withdraw: bool
    emergency: bool
    repeal: bool
    unmask: bool
    clear: bool
    hint: str

    @classmethod
    def of(cls, actor: Actor, policy: Policy, gate: Gate | None) -> Self:
        """Those of one person; `gate` is that of a policy that is not public as it stands."""

        def may(act: PolicyAct) -> bool:
            return permits(act, policy, actor)

        withdraws = may(PolicyAct.withdraw)
        return cls(
            revise=may(PolicyAct.revise),
            drop=may(PolicyAct.drop_amendment),
            review=may(PolicyAct.review) and not (gate and gate.to_mend),
            publish=may(PolicyAct.publish) and not (gate and gate.points),
            unschedule=may(PolicyAct.unschedule),
            withdraw=withdraws,
            emergency=may(PolicyAct.withdraw_at_once) and not withdraws,
            repeal=may(PolicyAct.repeal),
            unmask=may(PolicyAct.unmask),
            clear=bool(gate and gate.held) and may(PolicyAct.clear),
            hint=_next_step(actor, policy, gate),
        )


def _next_step(actor: Actor, policy: Policy, gate: Gate | None) -> str:
    for act in (PolicyAct.review, PolicyAct.publish):
        if hint := hint_for(act, policy, actor):
            return hint
    if gate and (points := gate.to_mend):
        return f"下一步：由起草人补齐检查出的{len(points)}处。"
    if gate and gate.held:
        return "下一步：由保密员处理拦截的内容。"
    return NEXT_STEPS[policy.state]
