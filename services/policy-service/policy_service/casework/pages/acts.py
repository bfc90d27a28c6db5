"""Which buttons a person finds on a policy's page at the desk, and what to say where one is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from gongkai.actor import Actor, Role
from gongkai.refusals import Point
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.publication.domain.gate import Gate


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What this person may do now with this policy. The use cases judge again."""

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
        """By role, state, the rule of three people, and the gate where one stands before the policy."""
        drafted = actor.id in policy.drafted_by
        signed = drafted or actor.id == policy.reviewed_by
        own = actor.unit == policy.drafting_unit
        writes = own and actor.has(Role.clerk)
        in_review = policy.state is PolicyState.draft and own and actor.has(Role.head)
        in_release = policy.state in (PolicyState.reviewed, PolicyState.scheduled) and actor.has(Role.office)
        open_points = bool(gate and to_mend(gate))
        urgent = policy.is_public and (actor.has(Role.secrecy) or (own and actor.has(Role.head)))
        return cls(
            revise=writes and policy.state is not PolicyState.withdrawn,
            drop=writes and policy.is_open and policy.edition > 0,
            review=in_review and not drafted and not open_points,
            publish=in_release and not signed and not (gate and gate.points),
            unschedule=policy.state is PolicyState.scheduled and actor.has(Role.office),
            withdraw=policy.is_public and actor.has(Role.office),
            emergency=urgent and not actor.has(Role.office),
            repeal=policy.is_public and actor.has(Role.office),
            unmask=policy.edition > 0 and actor.has(Role.head, Role.office, Role.secrecy),
            clear=bool(gate and gate.held) and actor.has(Role.secrecy),
            hint=_hint(policy, gate, in_review and drafted, in_release and signed),
        )


def to_mend(gate: Gate) -> Sequence[Point]:
    """What only an edit mends; the rest is for the secrecy officer to let pass."""
    held = {piece.pointer for piece in gate.held}
    return [point for point in gate.points if point.pointer not in held]


def _hint(policy: Policy, gate: Gate | None, wrote_it: bool, signed_it: bool) -> str:
    if wrote_it:
        return "您参与了起草，须由另一位负责人审核。"
    if signed_it:
        return "您参与了起草或审核，须由第三个人发布。"
    if gate and (mend := to_mend(gate)):
        return f"下一步：由起草人补齐检查出的{len(mend)}处。"
    if gate and gate.held:
        return "下一步：由保密员处理拦截的内容。"
    return {
        PolicyState.draft: "下一步：由起草单位负责人审核。",
        PolicyState.reviewed: "下一步：由办公室发布。内容一经修改，审核即失效。",
        PolicyState.scheduled: "文件已定时发布，到时自动公开。内容一经修改，审核和定时即失效。",
        PolicyState.published: "文件已经公开，留言板已随之开放。",
        PolicyState.withdrawn: "文件已经撤下，不再公开。",
    }[policy.state]
