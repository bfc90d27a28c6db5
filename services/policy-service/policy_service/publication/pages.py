"""What citizens read: the first page, the list, a policy; and the forms by which staff publish, withdraw, clear."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.act_forms import (
    Button,
    FormState,
    Submission,
    Typed,
    body_at_any_version,
    button_only,
    with_body,
)
from gongkai.desk.forms import FormUnfit
from gongkai.desk.render import PagesDep
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.moments import Moment
from gongkai.http.access import public
from gongkai.http.dependencies import ReadDep, RuntimeDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from gongkai.refusals import Point
from gongkai.review.clearing import Clearing
from gongkai.review.unmasking import Unmasking
from gongkai.unit_of_work import Work
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.domain.validity import ACT_WORDS
from policy_service.policy.pages.dossier_page import PolicyCase, PolicyForm, form_errors
from policy_service.policy.pages.words import PUBLIC_WORDS
from policy_service.policy.store import editions as store
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.usecases import (
    Publication,
    Repeal,
    Withdrawal,
    clear_policy,
    publish_policy,
    repeal_policy,
    tag_page,
    unmask_policy,
    unschedule_policy,
    withdraw_policy,
)
from policy_service.settings import PolicySettings

router = Router(include_in_schema=False)

NEWEST: Final = 5
MOST_HELD: Final = 200
EditionNo = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/", guard=public())
async def first_page(request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """What is new, and what a citizen can do here."""
    return pages.render(
        request, "first_page.html", policies=await store.public_lines(db, None, NEWEST), words=PUBLIC_WORDS
    )


@router.get("/policies", guard=public())
async def list_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """All public policies, newest first."""
    after = paging.after()
    rows = await store.public_lines(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.published_at, line.id))
    return pages.render(
        request, "policies.html", policies=page["items"], words=PUBLIC_WORDS, next=page["next"], first=after is not None
    )


@router.get("/policies/{policy_id}", guard=public())
async def policy_page(
    policy_id: UUID, request: Request, db: ReadDep, running: RuntimeDep, pages: PagesDep
) -> HTMLResponse:
    """One policy: its words, its interpretations, its files, and the way to its message board."""
    policy = await store.public_edition(db, policy_id)
    notes = await store.public_editions(db, policy_id)
    tags = as_html(tag_page(policy, running.own_settings(PolicySettings)))
    return pages.render(request, "policy.html", policy=policy, notes=notes, tags=tags, words=PUBLIC_WORDS)


@router.get("/policies/{policy_id}/editions/{number}", guard=public())
async def edition_page(
    policy_id: UUID, number: EditionNo, request: Request, db: ReadDep, pages: PagesDep
) -> HTMLResponse:
    """The words of an edition as they were public; files and questions are with the current one."""
    policy = await store.public_edition(db, policy_id, number)
    notes = await store.public_editions(db, policy_id)
    return pages.render(request, "policy_edition.html", policy=policy, notes=notes, words=PUBLIC_WORDS)


class TimedPublication(Body):
    """When a policy shall go public by itself; here a time must be said."""

    publish_at: Annotated[
        Moment, Input("公开的时间", "北京时间。到时系统再检查一遍，没有问题就自动公开。", size="short")
    ]


async def _schedule(policy_id: UUID, planned: TimedPublication, version: int, work: Work) -> Policy:
    return await publish_policy(policy_id, version, work, Publication(publish_at=planned.publish_at))


def _published_by_the_same(case: PolicyCase, _: Submission) -> bool:
    return case.policy.state is PolicyState.published and case.policy.published_by == case.actor.id


def _planned_already(case: PolicyCase, sent: Submission) -> bool:
    try:
        return case.policy.publish_at == sent.read(TimedPublication).publish_at
    except FormUnfit:
        return False


def _ticked_pieces(typed: Typed) -> list[str]:
    """The digests whose boxes are ticked."""
    return [typed.get(f"digest_{at}", "") for at in range(MOST_HELD) if typed.get(f"held_{at}")]


def _clearing_errors(_: Typed, points: Sequence[Point]) -> dict[str, str]:
    """What is wrong with the reason comes first; the boxes are one field."""
    return form_errors(sorted(points, key=lambda point: point.pointer.startswith("/digests")), ["digests"])


FORMS: Final[tuple[PolicyForm, ...]] = (
    PolicyForm(
        name="publication",
        act=PolicyAct.publish,
        title="发布",
        action=button_only(publish_policy),
        was_done=_published_by_the_same,
        prefix="",
    ),
    PolicyForm(
        name="schedule",
        act=PolicyAct.schedule,
        title="到时自动发布",
        buttons=(Button(kind="plain"),),
        action=with_body(TimedPublication, _schedule),
        was_done=_planned_already,
        guarded=False,
        prefix="",
    ),
    PolicyForm(
        name="schedule/removal",
        act=PolicyAct.unschedule,
        title="取消定时",
        buttons=(Button(kind="plain"),),
        action=button_only(unschedule_policy),
        was_done=lambda case, _: case.policy.state is PolicyState.reviewed,
        prefix="",
    ),
    PolicyForm(
        name="withdrawal",
        act=PolicyAct.withdraw,
        title="撤下",
        action=body_at_any_version(Withdrawal, withdraw_policy),
        was_done=lambda case, _: case.policy.withdrawn_by == case.actor.id,
        versioned=False,
        prefix="",
    ),
    PolicyForm(
        name="validity",
        act=PolicyAct.repeal,
        title="登记废止",
        buttons=(Button(kind="danger"),),
        action=with_body(Repeal, repeal_policy),
        now=lambda _: FormState(options={"act": [(act.value, words) for act, words in ACT_WORDS.items()]}),
        renamed={"reason": "repeal_reason"},
        prefix="",
    ),
    PolicyForm(
        name="clearances",
        act=PolicyAct.clear,
        title="放行勾选的内容",
        buttons=(Button(kind="plain"),),
        inputs={"digests": Input("放行的内容"), "reason": Input("放行的理由", rows=2)},
        action=body_at_any_version(Clearing, clear_policy),
        renamed={"reason": "clearing_reason"},
        given={"digests": _ticked_pieces, "reason": lambda typed: typed.get("reason", "")},
        errors=_clearing_errors,
        guarded=False,
        versioned=False,
        prefix="",
    ),
    PolicyForm(
        name="unmasking",
        act=PolicyAct.unmask,
        title="查看一次",
        buttons=(Button(kind="plain"),),
        action=body_at_any_version(Unmasking, unmask_policy),
        now=lambda _: FormState(hints={"purpose": "会记入审计日志，例如：核对文号。"}),
        guarded=False,
        versioned=False,
        result_template="desk_original.html",
        prefix="",
    ),
)
