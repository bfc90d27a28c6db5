"""The life of a policy over REST: drafted, reviewed, published, withdrawn and repealed by staff."""

from uuid import UUID

from fastapi import APIRouter, Response

from gongkai.actor import Role
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch
from policy_service.casework import store as desk
from policy_service.drafting.usecases.draft_policy import WrittenPolicy, draft_policy
from policy_service.drafting.usecases.drop_amendment import drop_amendment
from policy_service.drafting.usecases.review_policy import review_policy
from policy_service.drafting.usecases.revise_policy import revise_policy
from policy_service.policy.api.tagged import VersionRead, tagged
from policy_service.policy.api.views import PolicyRecord
from policy_service.policy.domain.policy import Policy
from policy_service.publication.usecases.publish_policy import AT_ONCE, Publication, publish_policy
from policy_service.publication.usecases.repeal_policy import Repeal, repeal_policy
from policy_service.publication.usecases.unschedule_policy import unschedule_policy
from policy_service.publication.usecases.withdraw_policy import Withdrawal, withdraw_policy

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])
access: AccessTable = {
    ("GET", "/api/v1/policies/{policy_id}/record"): staff(),
    ("POST", "/api/v1/policies"): staff(Role.clerk),
    ("PUT", "/api/v1/policies/{policy_id}"): staff(Role.clerk),
    ("POST", "/api/v1/policies/{policy_id}/review"): staff(Role.head),
    ("POST", "/api/v1/policies/{policy_id}/publication"): staff(Role.office),
    ("DELETE", "/api/v1/policies/{policy_id}/schedule"): staff(Role.office),
    ("DELETE", "/api/v1/policies/{policy_id}/amendment"): staff(Role.clerk),
    ("POST", "/api/v1/policies/{policy_id}/withdrawal"): staff(Role.office, Role.head, Role.secrecy),
    ("POST", "/api/v1/policies/{policy_id}/validity"): staff(Role.office),
}


@router.get("/{policy_id}/record", response_model=PolicyRecord)
async def get_record(policy_id: UUID, response: Response, db: ReadDep, actor: ActorDep) -> Policy:
    """A policy of the own unit in any state, with the hands it went through; masked once it is public."""
    return tagged(response, await desk.policy_shown(db, policy_id, actor.only_unit))


@router.post("", response_model=PolicyRecord, status_code=201)
async def post_policy(written: WrittenPolicy, response: Response, work: WorkDep) -> Policy:
    """Draft a policy of the own unit."""
    return tagged(response, await draft_policy(written.draft(), work))


@router.put("/{policy_id}", response_model=PolicyRecord)
async def put_policy(
    policy_id: UUID, written: WrittenPolicy, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Change its words: signatures and a planned publication are void. Of a public policy the next edition begins."""
    return tagged(response, await revise_policy(policy_id, written.draft(), read.version, work))


@router.post("/{policy_id}/review", response_model=PolicyRecord)
async def post_review(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Sign the dossier as it stands; a second person."""
    return tagged(response, await review_policy(policy_id, read, work))


@router.post("/{policy_id}/publication", response_model=PolicyRecord)
async def post_publication(
    policy_id: UUID, read: VersionRead, response: Response, work: WorkDep, publication: Publication = AT_ONCE
) -> Policy:
    """Make it public, at once or at the time given; a third person. The refusal lists all that is missing."""
    return tagged(response, await publish_policy(policy_id, read, work, publication))


@router.delete("/{policy_id}/schedule", response_model=PolicyRecord)
async def delete_schedule(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Call a planned publication off; the review still stands."""
    return tagged(response, await unschedule_policy(policy_id, read, work))


@router.delete("/{policy_id}/amendment", response_model=PolicyRecord)
async def delete_amendment(policy_id: UUID, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Give the next edition up; the dossier is again as it was published."""
    return tagged(response, await drop_amendment(policy_id, read.version, work))


@router.post("/{policy_id}/withdrawal", response_model=PolicyRecord)
async def post_withdrawal(policy_id: UUID, withdrawal: Withdrawal, response: Response, work: WorkDep) -> Policy:
    """Take it back with all its editions and files, with the reason on record."""
    return tagged(response, await withdraw_policy(policy_id, withdrawal, work))


@router.post("/{policy_id}/validity", response_model=PolicyRecord)
async def post_validity(
    policy_id: UUID, repeal: Repeal, read: VersionRead, response: Response, work: WorkDep
) -> Policy:
    """Repeal it, in whole or in part, from a day on."""
    return tagged(response, await repeal_policy(policy_id, repeal, read, work))
