"""The buttons of a policy's page at the desk: signed, released, planned, taken back, judged, let pass, unmasked."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from gongkai.actor import Role
from gongkai.desk.forms import filled_in, read_form
from gongkai.fields.body import Body
from gongkai.fields.moments import Moment
from gongkai.fields.text import Line, Prose
from gongkai.http.access import AccessTable, staff
from gongkai.refusals import Refusal
from gongkai.review.unmasking import Unmasking
from gongkai.unit_of_work import Work
from policy_service.casework.pages.at_desk import AtDesk, AtDeskDep, read_version
from policy_service.casework.pages.dossier import show_dossier
from policy_service.casework.pages.typed_repeal import TypedRepeal
from policy_service.drafting.usecases.drop_amendment import drop_amendment
from policy_service.drafting.usecases.review_policy import review_policy
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store import policies as store
from policy_service.publication.usecases.clear_policy import Clearing, clear_policy
from policy_service.publication.usecases.publish_policy import Publication, publish_policy
from policy_service.publication.usecases.repeal_policy import repeal_policy
from policy_service.publication.usecases.unmask_policy import unmask_policy
from policy_service.publication.usecases.unschedule_policy import unschedule_policy
from policy_service.publication.usecases.withdraw_policy import Withdrawal, withdraw_policy

HERE: Final = "/desk/policies/{policy_id}"
MOST_HELD: Final = 200

router = APIRouter(prefix=HERE, include_in_schema=False)
access: AccessTable = {
    ("POST", f"{HERE}/review"): staff(Role.head),
    ("POST", f"{HERE}/publication"): staff(Role.office),
    ("POST", f"{HERE}/schedule"): staff(Role.office),
    ("POST", f"{HERE}/schedule/removal"): staff(Role.office),
    ("POST", f"{HERE}/amendment/removal"): staff(Role.clerk),
    ("POST", f"{HERE}/withdrawal"): staff(Role.office, Role.head, Role.secrecy),
    ("POST", f"{HERE}/validity"): staff(Role.office),
    ("POST", f"{HERE}/clearances"): staff(Role.secrecy),
    ("POST", f"{HERE}/unmasking"): staff(Role.head, Role.office, Role.secrecy),
}
Typed = Mapping[str, str]


class TypedPlan(Body):
    """When a policy shall go public by itself."""

    publish_at: Moment


class TypedWithdrawal(Body):
    """Why a policy is taken back, and whether at once."""

    reason: Annotated[str, Prose(500)]
    emergency: Literal["", "yes"] = ""


class TypedClearing(Body):
    """Why the ticked pieces may pass."""

    clearing_reason: Annotated[str, Prose(500, least=4)]
    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=MOST_HELD)


async def act(
    desk: AtDesk, do: Callable[[Typed, Work], Awaitable[object]], was_done: Callable[[Policy], bool]
) -> Response:
    """Do what a form asks for, and lead back to the page; a refusal is shown in the page, what was typed is kept.
    Whoever clicks twice is led to what his first click did."""
    typed = await desk.typed()
    try:
        async with desk.running.work(desk.actor) as work:
            await do(typed, work)
    except Refusal as refusal:
        async with desk.running.reading() as db:
            done = was_done(await store.policy(db, desk.policy_id, desk.actor.only_unit))
        return desk.back() if done else await show_dossier(desk, typed, refusal)
    return desk.back()


@router.post("/review")
async def post_review(desk: AtDeskDep) -> Response:
    """Sign the dossier that was on the page."""
    return await act(
        desk,
        lambda typed, work: review_policy(desk.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.reviewed and policy.reviewed_by == desk.actor.id,
    )


@router.post("/publication")
async def post_publication(desk: AtDeskDep) -> Response:
    """Make the dossier public that was on the page."""
    return await act(
        desk,
        lambda typed, work: publish_policy(desk.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.published and policy.published_by == desk.actor.id,
    )


@router.post("/schedule")
async def post_schedule(desk: AtDeskDep) -> Response:
    """Release it for a time to come."""
    planned: list[TypedPlan] = []

    async def do(typed: Typed, work: Work) -> None:
        planned.append(read_form(TypedPlan, typed))
        publication = Publication(publish_at=planned[0].publish_at)
        await publish_policy(desk.policy_id, read_version(typed), work, publication)

    return await act(desk, do, lambda policy: bool(planned) and policy.publish_at == planned[0].publish_at)


@router.post("/schedule/removal")
async def post_unscheduling(desk: AtDeskDep) -> Response:
    """Call the planned publication off."""
    return await act(
        desk,
        lambda typed, work: unschedule_policy(desk.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.reviewed,
    )


@router.post("/amendment/removal")
async def post_dropping(desk: AtDeskDep) -> Response:
    """Give the next edition up."""
    return await act(
        desk,
        lambda typed, work: drop_amendment(desk.policy_id, read_version(typed), work),
        lambda policy: policy.state is PolicyState.published,
    )


@router.post("/withdrawal")
async def post_withdrawal(desk: AtDeskDep) -> Response:
    """Take it back, for the reason that was typed."""

    async def do(typed: Typed, work: Work) -> None:
        said = read_form(TypedWithdrawal, typed)
        withdrawal = Withdrawal(reason=said.reason, emergency=said.emergency == "yes")
        await withdraw_policy(desk.policy_id, withdrawal, work)

    return await act(desk, do, lambda policy: policy.withdrawn_by == desk.actor.id)


@router.post("/validity")
async def post_validity(desk: AtDeskDep) -> Response:
    """Repeal it, in whole or in part."""

    async def do(typed: Typed, work: Work) -> None:
        await repeal_policy(desk.policy_id, read_form(TypedRepeal, typed).repeal(), read_version(typed), work)

    return await act(desk, do, lambda policy: False)


@router.post("/clearances")
async def post_clearance(desk: AtDeskDep) -> Response:
    """Let the ticked pieces pass that the gate holds."""

    async def do(typed: Typed, work: Work) -> None:
        ticked = [typed.get(f"digest_{at}", "") for at in range(MOST_HELD) if typed.get(f"held_{at}")]
        said = filled_in(TypedClearing, {"clearing_reason": typed.get("clearing_reason", ""), "digests": ticked})
        await clear_policy(desk.policy_id, Clearing(digests=said.digests, reason=said.clearing_reason), work)

    return await act(desk, do, lambda policy: False)


@router.post("/unmasking")
async def post_unmasking(desk: AtDeskDep) -> HTMLResponse:
    """The words behind the masks, on a page that is shown once; opened again, the policy is masked again."""
    typed = await desk.typed()
    try:
        purpose = read_form(Unmasking, typed)
        async with desk.running.work(desk.actor) as work:
            original = await unmask_policy(desk.policy_id, purpose, work)
    except Refusal as refusal:
        return await show_dossier(desk, typed, refusal)
    return desk.render("desk_original.html", original=original)
