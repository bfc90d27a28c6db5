"""The three buttons of the desk by which a policy is reviewed, published and withdrawn."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from gongkai.actor import Role
from gongkai.refusals import Refusal
from gongkai.web.access import AccessTable, staff
from gongkai.web.dependencies import ActorDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from policy_service.pages.desk import read_version, show_again
from policy_service.usecases.publish_policy import publish_policy
from policy_service.usecases.review_policy import review_policy
from policy_service.usecases.withdraw_policy import Withdrawal, withdraw_policy

router = APIRouter(prefix="/desk/policies/{policy_id}", include_in_schema=False)
access: AccessTable = {
    ("POST", "/desk/policies/{policy_id}/review"): staff(Role.head),
    ("POST", "/desk/policies/{policy_id}/publication"): staff(Role.office),
    ("POST", "/desk/policies/{policy_id}/withdrawal"): staff(Role.office),
}


@router.post("/review")
async def post_review(policy_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """Sign the words that were on the page."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await review_policy(policy_id, read_version(typed), work)
    except Refusal as refusal:
        return await show_again(request, running, policy_id, refusal)
    return _back(policy_id)


@router.post("/publication")
async def post_publication(policy_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """Make the words public that were on the page."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await publish_policy(policy_id, read_version(typed), work)
    except Refusal as refusal:
        return await show_again(request, running, policy_id, refusal)
    return _back(policy_id)


@router.post("/withdrawal")
async def post_withdrawal(policy_id: UUID, request: Request, running: RunningDep, actor: ActorDep) -> Response:
    """Take it back, for the reason that was typed."""
    typed = await typed_in(request)
    try:
        withdrawal = read_form(Withdrawal, typed)
        async with running.work(actor) as work:
            await withdraw_policy(policy_id, withdrawal, work)
    except Refusal as refusal:
        return await show_again(request, running, policy_id, refusal)
    return _back(policy_id)


def _back(policy_id: UUID) -> Response:
    return RedirectResponse(f"/desk/policies/{policy_id}", 303)
