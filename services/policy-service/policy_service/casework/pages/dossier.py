"""The list of policies at the desk, and the page of one: signatures, gate, preview, history, and what one may do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Role
from gongkai.desk.act_forms import VERSION
from gongkai.desk.case_page import CasePage, CaseVisit, RefusedForm, case_routes
from gongkai.desk.form_views import FormBasis, errors_of, form_views, labels_of
from gongkai.desk.render import PagesDep
from gongkai.desk.wording import moment
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from policy_service.casework.pages.permissions import Permissions
from policy_service.casework.pages.places import cautions, checks
from policy_service.drafting import pages as drafting
from policy_service.policy.api import staff_who_may
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.planned_act import TimedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.pages.dossier_page import PREFIX, PolicyCase, PolicyForm, dossier_context
from policy_service.policy.pages.words import DESK_WORDS
from policy_service.policy.store import editions, plans, policies
from policy_service.policy.store.policies import PolicyLine
from policy_service.publication import pages as publication
from policy_service.publication.domain.gate import Gate, PublicationRefused
from policy_service.publication.domain.masking import as_public
from policy_service.publication.usecases import judge_policy

FORMS: Final[tuple[PolicyForm, ...]] = (*drafting.FORMS, *publication.FORMS)
BY_NAME: Final = {form.name: form for form in FORMS}
LABELS: Final = labels_of(FORMS)
router = Router(prefix=PREFIX, include_in_schema=False)
LONGEST_STATE: Final = 20
Step = dict[str, Any]
PLANNED_WORDS: Final = {
    TimedAct.publish: "新版自动公开",
    TimedAct.take_effect: "施行",
    TimedAct.expire: "有效期届满",
    TimedAct.repeal: "废止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPolicy(PolicyCase):
    """A policy with what its page tells besides the forms; `history` is for the template, by the names it uses."""

    gate: Gate | None
    history: Mapping[str, Any]


Refused = RefusedForm[OpenedPolicy, PolicyAct]


async def _load(visit: CaseVisit, db: AsyncConnection) -> OpenedPolicy:
    """The policy as the desk shows it, judged where it is not public as it stands."""
    policy = await editions.policy_shown(db, visit.case_id, visit.actor.only_unit)
    return OpenedPolicy(
        policy=policy,
        actor=visit.actor,
        gate=await judge_policy(policy, db, visit.running.timepiece.now()) if policy.is_open else None,
        history=await _history(db, policy),
    )


def _context(visit: CaseVisit, case: OpenedPolicy, refused: Refused | None, original: object) -> dict[str, Any]:
    """The facts of the policy and its forms; `original` are the words behind the masks, on a page shown once."""
    policy, gate = case.policy, case.gate
    acts = Permissions.of(case.actor, policy, gate)
    around = dossier_context(policy.id, refused.refusal if refused else None)
    basis = FormBasis(address=around["here"], hidden={VERSION: str(policy.version)})
    at_a_field = refused if refused and not isinstance(refused.refusal, PublicationRefused) else None
    return {
        **around,
        **case.history,
        "policy": policy,
        "acts": acts,
        "gate": gate,
        "shown": as_public(policy, gate) if gate else policy,
        "checks": checks(gate, policy, basis.address, acts.revise) if gate else [],
        "cautions": cautions(gate, policy, basis.address, acts.revise) if gate else [],
        "steps": list(steps(policy, gate)),
        "digest": digest_of(policy),
        "forms": form_views(FORMS, case, basis, refused),
        "errors": errors_of(at_a_field, BY_NAME) if at_a_field else {},
        "labels": LABELS,
        "original": original,
    }


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
        "note": _signature(policy, policy.reviewed_by, policy.reviewed_at) if signed else "由起草单位负责人",
    }
    yield {"state": "done" if released else "now" if signed else "later", "what": "发布", "note": _release(policy)}
    if policy.state is PolicyState.withdrawn:
        yield {"state": "now", "what": "已撤下", "note": _signature(policy, policy.withdrawn_by, policy.withdrawn_at)}


def _release(policy: Policy) -> str:
    if policy.state is PolicyState.scheduled:
        name = policy.names.get(policy.published_by or "", "")
        return f"{name}已定时：{moment(policy.publish_at)}自动公开"
    if policy.state in (PolicyState.published, PolicyState.withdrawn):
        return _signature(policy, policy.published_by, policy.published_at)
    return "由办公室"


def _signature(policy: Policy, person: str | None, at: Any) -> str:
    return f"{policy.names.get(person or '', person or '')}，{moment(at)}"


async def _history(db: AsyncConnection, policy: Policy) -> dict[str, Any]:
    """Of what is public: the validity it has and had, what is to come, and its editions."""
    if not policy.is_public:
        return {"entries": [], "notes": [], "planned": []}
    return {
        "entries": await plans.public_validity(db, policy.id),
        "notes": await editions.public_editions(db, policy.id),
        "planned": [(PLANNED_WORDS[one.act], one.due_at) for one in await plans.for_policy(db, policy.id)],
    }


@router.get("", guard=staff())
async def list_page(
    request: Request,
    db: ReadDep,
    actor: ActorDep,
    paging: PagingDep,
    pages: PagesDep,
    state: Annotated[str, Query(max_length=LONGEST_STATE)] = "",
) -> HTMLResponse:
    """The unit's policies, in every state or in one, last begun first."""
    unit = actor.only_unit
    wanted = PolicyState(state) if state in PolicyState.__members__ else None
    after = paging.after(unit=unit, state=wanted)
    rows = await policies.at_the_desk(db, unit, wanted, after[0] if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.id,), unit=unit, state=wanted)
    filtered = f"{PREFIX}?state={wanted}" if wanted else PREFIX
    return pages.render(
        request,
        "desk_policies.html",
        policies=page["items"],
        next=f"{filtered}{'&' if wanted else '?'}cursor={page['next']}" if page["next"] else "",
        first=filtered if after else "",
        form={"state": state},
        filtered=wanted is not None,
        may_draft=actor.has(Role.clerk),
        sees_all=unit is None,
        next_step=next_step,
        words=DESK_WORDS,
    )


def next_step(line: PolicyLine) -> str:
    """What comes next, and whose turn it is."""
    if line.state is PolicyState.draft:
        return f"补齐后由{name_of(line.drafting_unit)}负责人审核"
    if line.state is PolicyState.reviewed:
        return "由办公室发布"
    return f"{moment(line.publish_at)}自动公开" if line.state is PolicyState.scheduled else ""


PAGE: Final[CasePage[OpenedPolicy, PolicyAct]] = CasePage(
    prefix=PREFIX,
    parameter="policy_id",
    readers=staff(),
    guard=lambda form: staff_who_may(form.act),
    template="desk_policy.html",
    load=_load,
    context=_context,
    conflicts=(Refusal,),
)
policy_router = case_routes(PAGE, FORMS)
