"""A policy over REST as the desk sees it."""

from uuid import UUID

from fastapi import Response

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.router import Router
from policy_service.policy.api import PolicyRecord, with_etag
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import editions

router = Router(prefix="/api/v1/policies", tags=["policies"])


@router.get("/{policy_id}/record", guard=staff(), response_model=PolicyRecord)
async def get_record(policy_id: UUID, response: Response, db: ReadDep, actor: ActorDep) -> Policy:
    """A policy of the own unit in any state, with the hands it went through; masked once it is public."""
    return with_etag(response, await editions.policy_shown(db, policy_id, actor.only_unit))
