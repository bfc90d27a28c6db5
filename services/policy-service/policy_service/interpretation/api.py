"""Interpretations (政策解读) of a policy over REST; they are signed and published together with it."""

from typing import Final
from uuid import UUID

from fastapi import Response

from gongkai.http.dependencies import WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
from policy_service.interpretation.usecases import WrittenInterpretation, remove_interpretation, write_interpretation
from policy_service.policy.api import InterpretationAt, PolicyRecord, staff_who_may, with_etag
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy

router = Router(prefix="/api/v1/policies/{policy_id}/interpretations", tags=["policies"])
EDITS: Final = staff_who_may(PolicyAct.revise)


@router.post("", guard=EDITS, response_model=PolicyRecord, status_code=201)
async def post_interpretation(
    policy_id: UUID, written: WrittenInterpretation, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Explain it; the interpretation is signed and published together with it."""
    return with_etag(response, await write_interpretation(policy_id, written, read.version, work))


@router.put("/{interpretation_id}", guard=EDITS, response_model=PolicyRecord)
async def put_interpretation(
    at: InterpretationAt, written: WrittenInterpretation, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Change its words; its files stay."""
    policy_id, interpretation_id = at
    policy = await write_interpretation(policy_id, written, read.version, work, interpretation_id)
    return with_etag(response, policy)


@router.delete("/{interpretation_id}", guard=EDITS, response_model=PolicyRecord)
async def delete_interpretation(at: InterpretationAt, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Take it out."""
    return with_etag(response, await remove_interpretation(*at, read.version, work))
