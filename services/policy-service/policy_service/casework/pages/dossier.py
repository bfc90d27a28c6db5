"""What a policy's page at the desk is drawn from: hands, gate, preview, history, and what one may do."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.desk.wording import moment
from gongkai.refusals import Refusal
from policy_service.casework import store
from policy_service.casework.pages.acts import Acts
from policy_service.casework.pages.at_desk import AtDesk
from policy_service.casework.pages.places import cautions, checks, on_form
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store import plans
from policy_service.publication.domain.gate import Gate, PublicationRefused
from policy_service.publication.domain.preview import as_public
from policy_service.publication.store import editions
from policy_service.publication.usecases.judge_policy import judge_policy

Step = dict[str, Any]
PLANNED_WORDS: Final = {
    Act.publish: "新版自动公开",
    Act.take_effect: "施行",
    Act.expire: "有效期届满",
    Act.repeal: "废止",
}


async def show_dossier(
    desk: AtDesk, typed: Mapping[str, str] | None = None, refusal: Refusal | None = None
) -> HTMLResponse:
    """The page as it stands now, with what was refused and what was typed."""
    async with desk.running.reading() as db:
        policy = await store.policy_shown(db, desk.policy_id, desk.actor.only_unit)
        gate = await judge_policy(policy, db, desk.running.timepiece.now()) if policy.is_open else None
        history = await _history(db, policy)
    acts = Acts.of(desk.actor, policy, gate)
    told = refusal.points if refusal and not isinstance(refusal, PublicationRefused) else ()
    return desk.render(
        "desk_policy.html",
        refusal,
        policy=policy,
        acts=acts,
        gate=gate,
        shown=as_public(policy, gate) if gate else policy,
        checks=checks(gate, policy, desk.here, acts.revise) if gate else [],
        cautions=cautions(gate, policy, desk.here, acts.revise) if gate else [],
        steps=list(steps(policy, gate)),
        digest=digest_of(policy),
        form=typed or {},
        errors=on_form(told, ["digests"]),
        **history,
    )


def digest_of(policy: Policy) -> list[str]:
    """In groups of eight, for eyes that compare."""
    digest = policy.digest
    return [digest[at : at + 8] for at in range(0, len(digest), 8)]


def steps(policy: Policy, gate: Gate | None) -> Iterator[Step]:
    """The three hands, and whose turn it is."""
    amended = f"（第{policy.edition + 1}版）" if policy.is_open and policy.edition else ""
    signed = policy.reviewed_by is not None
    released = policy.state in (PolicyState.published, PolicyState.withdrawn)
    mending = bool(gate and gate.points)
    written = f"{'、'.join(policy.drafters)}，{moment(policy.drafted_at)}"
    yield {
        "state": "done" if signed or released or not mending else "now",
        "what": f"起草{amended}",
        "note": written + ("，还要补齐" if mending and not signed else ""),
    }
    yield {
        "state": "done" if signed or released else "later" if mending else "now",
        "what": "审核",
        "note": _by(policy, policy.reviewed_by, policy.reviewed_at) if signed else "由起草单位负责人",
    }
    yield {"state": "done" if released else "now" if signed else "later", "what": "发布", "note": _release(policy)}
    if policy.state is PolicyState.withdrawn:
        yield {"state": "now", "what": "已撤下", "note": _by(policy, policy.withdrawn_by, policy.withdrawn_at)}


def _release(policy: Policy) -> str:
    if policy.state is PolicyState.scheduled:
        name = policy.names.get(policy.published_by or "", "")
        return f"{name}已定时：{moment(policy.publish_at)}自动公开"
    if policy.state in (PolicyState.published, PolicyState.withdrawn):
        return _by(policy, policy.published_by, policy.published_at)
    return "由办公室"


def _by(policy: Policy, person: str | None, at: Any) -> str:
    return f"{policy.names.get(person or '', person or '')}，{moment(at)}"


async def _history(db: AsyncConnection, policy: Policy) -> dict[str, Any]:
    """Of what is public: the validity it has and had, what is to come, and its editions."""
    if not policy.is_public:
        return {"entries": [], "notes": [], "planned": []}
    return {
        "entries": await plans.public_validity(db, policy.id),
        "notes": await editions.public_editions(db, policy.id),
        "planned": [(PLANNED_WORDS[one.act], one.due_at) for one in await plans.of_policy(db, policy.id)],
    }
