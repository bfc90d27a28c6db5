"""Policies over REST: drafted, reviewed, published and withdrawn by staff; read by everybody."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from gongkai.actor import Role
from gongkai.web.access import AccessTable, public, staff
from gongkai.web.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.web.etag import IfMatch, etag, expected, not_modified
from gongkai.web.pages import Page, PagingDep
from policy_service.api.views import PolicyLineView, PolicyRecord, PolicyView
from policy_service.domain.policy import Policy
from policy_service.store import policies as store
from policy_service.usecases.draft_policy import WrittenPolicy, draft_policy
from policy_service.usecases.publish_policy import publish_policy
from policy_service.usecases.review_policy import review_policy
from policy_service.usecases.revise_policy import revise_policy
from policy_service.usecases.withdraw_policy import Withdrawal, withdraw_policy

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])
access: AccessTable = {
    ("GET", "/api/v1/policies"): public(),
    ("GET", "/api/v1/policies/{policy_id}"): public(),
    ("GET", "/api/v1/policies/{policy_id}/record"): staff(),
    ("POST", "/api/v1/policies"): staff(Role.clerk),
    ("PUT", "/api/v1/policies/{policy_id}"): staff(Role.clerk),
    ("POST", "/api/v1/policies/{policy_id}/review"): staff(Role.head),
    ("POST", "/api/v1/policies/{policy_id}/publication"): staff(Role.office),
    ("POST", "/api/v1/policies/{policy_id}/withdrawal"): staff(Role.office),
}


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


@router.get("", response_model=Page[PolicyLineView])
async def get_policies(db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """Public policies, newest first."""
    after = paging.after()
    rows = await store.published(db, (after[0], after[1]) if after else None, paging.limit + 1)
    return paging.page(rows, lambda line: (line.published_at, line.id))


@router.get("/{policy_id}", response_model=PolicyView)
async def get_policy(policy_id: UUID, request: Request, response: Response, db: ReadDep) -> Policy | Response:
    """A public policy; 304 if the reader has this version."""
    policy = await store.public_policy(db, policy_id)
    response.headers["ETag"] = etag(policy.version)
    return not_modified(request, policy.version) or policy


@router.get("/{policy_id}/record", response_model=PolicyRecord)
async def get_record(policy_id: UUID, response: Response, db: ReadDep, actor: ActorDep) -> Policy:
    """A policy of the own unit in any state, with the hands it went through."""
    return _tagged(response, await store.policy(db, policy_id, actor.only_unit))


@router.post("", response_model=PolicyRecord, status_code=201)
async def post_policy(written: WrittenPolicy, response: Response, work: WorkDep) -> Policy:
    """Draft a policy of the own unit."""
    return _tagged(response, await draft_policy(written.draft(), work))


@router.put("/{policy_id}", response_model=PolicyRecord)
async def put_policy(
    policy_id: UUID, written: WrittenPolicy, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Change its words; a review of the old ones is void."""
    return _tagged(response, await revise_policy(policy_id, written.draft(), read.version, work))


@router.post("/{policy_id}/review", response_model=PolicyRecord)
async def post_review(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Sign the words as they stand; a second person."""
    return _tagged(response, await review_policy(policy_id, read, work))


@router.post("/{policy_id}/publication", response_model=PolicyRecord)
async def post_publication(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Make it public; a third person."""
    return _tagged(response, await publish_policy(policy_id, read, work))


@router.post("/{policy_id}/withdrawal", response_model=PolicyRecord)
async def post_withdrawal(policy_id: UUID, withdrawal: Withdrawal, response: Response, work: WorkDep) -> Policy:
    """Take it back, with the reason on record."""
    return _tagged(response, await withdraw_policy(policy_id, withdrawal.reason, work))


def _tagged(response: Response, policy: Policy) -> Policy:
    response.headers["ETag"] = etag(policy.version)
    return policy
