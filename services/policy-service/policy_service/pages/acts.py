"""Which buttons a person finds on a policy's page at the desk, and what to say where one is missing."""

from dataclasses import dataclass
from typing import Self

from gongkai.actor import Actor, Role
from policy_service.domain.policy import Policy
from policy_service.domain.state import PolicyState


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What this person may do now with this policy. The use cases judge again."""

    revise: bool
    review: bool
    publish: bool
    withdraw: bool
    hint: str

    @classmethod
    def of(cls, actor: Actor, policy: Policy) -> Self:
        """By role, state, and the rule of three people."""
        drafted = actor.id in policy.drafted_by
        signed = drafted or actor.id == policy.reviewed_by
        own = actor.only_unit in (None, policy.drafting_unit)
        in_review = policy.state is PolicyState.draft and own and actor.has(Role.head)
        in_release = policy.state in (PolicyState.reviewed, PolicyState.scheduled) and actor.has(Role.office)
        return cls(
            revise=policy.is_open and own and actor.has(Role.clerk),
            review=in_review and not drafted,
            publish=in_release and not signed,
            withdraw=policy.is_public and actor.has(Role.office),
            hint=_hint(policy, in_review and drafted, in_release and signed),
        )


def _hint(policy: Policy, wrote_it: bool, signed_it: bool) -> str:
    if wrote_it:
        return "您参与了起草，须由另一位负责人审核。"
    if signed_it:
        return "您参与了起草或审核，须由第三个人发布。"
    return {
        PolicyState.draft: "下一步：由本单位负责人审核。",
        PolicyState.reviewed: "下一步：由办公室发布。内容一经修改，审核即失效。",
        PolicyState.scheduled: "文件已定时发布，到时自动公开。内容一经修改，审核和定时即失效。",
        PolicyState.published: "文件已经公开，留言板已随之开放。",
        PolicyState.withdrawn: "文件已经撤下，不再公开。",
    }[policy.state]
