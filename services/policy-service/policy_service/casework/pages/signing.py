"""The buttons of a policy's page at the desk: review, publish, schedule, withdraw, repeal, clear, unmask."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated, Final, Literal

from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from gongkai.desk.forms import filled_in, read_form
from gongkai.fields.body import Body
from gongkai.fields.moments import Moment
from gongkai.fields.text import Prose
from gongkai.http.router import Router
from gongkai.refusals import Refusal
from gongkai.review.clearing import ClearanceReason, Clearing, PieceDigest
from gongkai.review.unmasking import Unmasking
from gongkai.unit_of_work import Work
from policy_service.casework.pages.dossier import show_dossier
from policy_service.drafting.usecases import drop_amendment, review_policy
from policy_service.policy.api import staff_who_may
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.domain.validity import ActKind
from policy_service.policy.pages.dossier_page import DossierPage, DossierPageDep, read_version
from policy_service.policy.store import policies
from policy_service.publication.usecases import (
    LONGEST_REASON,
    Publication,
    Repeal,
    Withdrawal,
    clear_policy,
    publish_policy,
    repeal_policy,
    unmask_policy,
    unschedule_policy,
    withdraw_policy,
)

HERE: Final = "/desk/policies/{policy_id}"
MOST_HELD: Final = 200
router = Router(prefix=HERE, include_in_schema=False)
TypedForm = Mapping[str, str]


class TypedRepeal(Body):
    """What the office decided; the reason has a name of its own beside that of a withdrawal."""

    act: ActKind
    on: date
    repeal_reason: Annotated[str, Prose(LONGEST_REASON)]

    def repeal(self) -> Repeal:
        """As the use case takes it."""
        return Repeal(act=self.act, on=self.on, reason=self.repeal_reason)


class TypedPlan(Body):
    """When a policy shall go public by itself."""

    publish_at: Moment


class TypedWithdrawal(Body):
    """Why a policy is taken back, and whether at once."""

    reason: Annotated[str, Prose(LONGEST_REASON)]
    emergency: Literal["", "yes"] = ""


class TypedClearing(Body):
    """Why the ticked pieces may pass; the bounds are those of the body that the API takes."""

    clearing_reason: ClearanceReason
    digests: tuple[PieceDigest, ...] = Field(min_length=1, max_length=MOST_HELD)


async def submit(
    page: DossierPage, do: Callable[[TypedForm, Work], Awaitable[object]], was_done: Callable[[Policy], bool]
) -> Response:
    """Do what a form asks for, and lead back to the page; a refusal is shown on it, beside what was typed.

    A second click is led to what the first one did: `was_done` says so of the policy as it is now.
    """
    typed = await page.typed()
    try:
        async with page.running.work(page.actor) as work:
            await do(typed, work)
    except Refusal as refusal:
        async with page.running.reading() as db:
            done = was_done(await policies.policy(db, page.policy_id, page.actor.only_unit))
        return page.back() if done else await show_dossier(page, typed, refusal)
    return page.back()


@router.post("/review", guard=staff_who_may(PolicyAct.review))
async def post_review(page: DossierPageDep) -> Response:
    """Sign the dossier that was on the page."""
    return await submit(
        page,
        lambda typed, work: review_policy(page.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.reviewed and policy.reviewed_by == page.actor.id,
    )


@router.post("/publication", guard=staff_who_may(PolicyAct.publish))
async def post_publication(page: DossierPageDep) -> Response:
    """Make the dossier public that was on the page."""
    return await submit(
        page,
        lambda typed, work: publish_policy(page.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.published and policy.published_by == page.actor.id,
    )


@router.post("/schedule", guard=staff_who_may(PolicyAct.schedule))
async def post_schedule(page: DossierPageDep) -> Response:
    """Release it for a time to come."""
    planned: list[TypedPlan] = []

    async def do(typed: TypedForm, work: Work) -> None:
        planned.append(read_form(TypedPlan, typed))
        publication = Publication(publish_at=planned[0].publish_at)
        await publish_policy(page.policy_id, read_version(typed), work, publication)

    return await submit(page, do, lambda policy: bool(planned) and policy.publish_at == planned[0].publish_at)


@router.post("/schedule/removal", guard=staff_who_may(PolicyAct.unschedule))
async def post_unscheduling(page: DossierPageDep) -> Response:
    """Call the planned publication off."""
    return await submit(
        page,
        lambda typed, work: unschedule_policy(page.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.reviewed,
    )


@router.post("/amendment/removal", guard=staff_who_may(PolicyAct.drop_amendment))
async def post_dropping(page: DossierPageDep) -> Response:
    """Give the next edition up."""
    return await submit(
        page,
        lambda typed, work: drop_amendment(page.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.published,
    )


@router.post("/withdrawal", guard=staff_who_may(PolicyAct.withdraw))
async def post_withdrawal(page: DossierPageDep) -> Response:
    """Take it back, for the reason that was typed."""

    async def do(typed: TypedForm, work: Work) -> None:
        form = read_form(TypedWithdrawal, typed)
        withdrawal = Withdrawal(reason=form.reason, emergency=form.emergency == "yes")
        await withdraw_policy(page.policy_id, withdrawal, work)

    return await submit(page, do, lambda policy: policy.withdrawn_by == page.actor.id)


@router.post("/validity", guard=staff_who_may(PolicyAct.repeal))
async def post_validity(page: DossierPageDep) -> Response:
    """Repeal it, in whole or in part."""

    async def do(typed: TypedForm, work: Work) -> None:
        await repeal_policy(page.policy_id, read_form(TypedRepeal, typed).repeal(), read_version(typed), work)

    return await submit(page, do, lambda policy: False)


@router.post("/clearances", guard=staff_who_may(PolicyAct.clear))
async def post_clearance(page: DossierPageDep) -> Response:
    """Let the ticked pieces pass that the gate holds."""

    async def do(typed: TypedForm, work: Work) -> None:
        ticked = [typed.get(f"digest_{at}", "") for at in range(MOST_HELD) if typed.get(f"held_{at}")]
        form = filled_in(TypedClearing, {"clearing_reason": typed.get("clearing_reason", ""), "digests": ticked})
        await clear_policy(page.policy_id, Clearing(digests=form.digests, reason=form.clearing_reason), work)

    return await submit(page, do, lambda policy: False)


@router.post("/unmasking", guard=staff_who_may(PolicyAct.unmask))
async def post_unmasking(page: DossierPageDep) -> HTMLResponse:
    """The words behind the masks, on a page that is shown once; opened again, the policy is masked again."""
    typed = await page.typed()
    try:
        purpose = read_form(Unmasking, typed)
        async with page.running.work(page.actor) as work:
            original = await unmask_policy(page.policy_id, purpose, work)
    except Refusal as refusal:
        return await show_dossier(page, typed, refusal)
    return page.render("desk_original.html", original=original)
