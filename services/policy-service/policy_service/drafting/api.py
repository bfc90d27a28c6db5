"""Drafting and review over REST: a policy is written, revised, signed, or its amendment given up."""

from uuid import UUID

from fastapi import Response

from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
from policy_service.drafting.usecases import (
    WrittenPolicy,
    draft_policy,
    drop_amendment,
    review_policy,
    revise_policy,
)
from policy_service.policy.api import PolicyRecord, VersionRead, staff_who_may, with_etag
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy

router = Router(prefix="/api/v1/policies", tags=["policies"])


@router.post("", guard=staff_who_may(PolicyAct.draft), response_model=PolicyRecord, status_code=201)
async def post_policy(written: WrittenPolicy, response: Response, work: WorkDep) -> Policy:
    """Draft a policy of the own unit."""
    return with_etag(response, await draft_policy(written.draft(), work))


@router.put("/{policy_id}", guard=staff_who_may(PolicyAct.revise), response_model=PolicyRecord)
async def put_policy(
    policy_id: UUID, written: WrittenPolicy, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Change its words: signatures and a planned publication are void. Of a public policy the next edition begins."""
    return with_etag(response, await revise_policy(policy_id, written.draft(), read.version, work))


@router.post("/{policy_id}/review", guard=staff_who_may(PolicyAct.review), response_model=PolicyRecord)
async def post_review(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Sign the dossier as it stands; a second person."""
    return with_etag(response, await review_policy(policy_id, read, work))


@router.delete("/{policy_id}/amendment", guard=staff_who_may(PolicyAct.drop_amendment), response_model=PolicyRecord)
async def delete_amendment(policy_id: UUID, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Give the next edition up; the dossier is again as it was published."""
    return with_etag(response, await drop_amendment(policy_id, read.version, work))
