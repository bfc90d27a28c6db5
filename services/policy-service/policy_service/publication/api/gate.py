"""The gate before the public, over REST: what it says, what the secrecy officer lets pass, what lies behind masks."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.actor import Role
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep, WorkDep
from gongkai.review.unmasking import Unmasking
from gongkai.review.views import GateView
from policy_service.policy.api.tagged import tagged
from policy_service.policy.api.views import PolicyRecord
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases.clear_policy import Clearing, clear_policy
from policy_service.publication.usecases.judge_policy import judge_policy
from policy_service.publication.usecases.unmask_policy import unmask_policy

HERE: Final = "/api/v1/policies/{policy_id}"

router = APIRouter(prefix=HERE, tags=["policies"])
access: AccessTable = {
    ("GET", f"{HERE}/gate"): staff(),
    ("POST", f"{HERE}/clearances"): staff(Role.secrecy),
    ("POST", f"{HERE}/unmasking"): staff(Role.head, Role.office, Role.secrecy),
}


@router.get("/gate", response_model=GateView)
async def get_gate(policy_id: UUID, db: ReadDep, actor: ActorDep, now: NowDep) -> Gate:
    """Everything that would hold the policy back if it were published now, at once."""
    return await judge_policy(await store.policy(db, policy_id, actor.only_unit), db, now)


@router.post("/clearances", response_model=GateView, status_code=201)
async def post_clearance(policy_id: UUID, clearing: Clearing, work: WorkDep) -> Gate:
    """Let pieces pass whose marks the secrecy officer has looked at; the gate as it stands then."""
    return await clear_policy(policy_id, clearing, work)


@router.post("/unmasking", response_model=PolicyRecord)
async def post_unmasking(policy_id: UUID, unmasking: Unmasking, response: Response, work: WorkDep) -> Policy:
    """The original words of a published policy; person and purpose are put on record."""
    response.headers["Cache-Control"] = "no-store"
    return tagged(response, await unmask_policy(policy_id, unmasking, work))
