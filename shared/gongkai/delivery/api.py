"""The ledger for those who look after it: what was sent and with what outcome, and the end of a pause."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from gongkai.delivery import ledger
from gongkai.delivery.delivery import Delivery, DeliveryState
from gongkai.refusals import Ground, Refusal
from gongkai.web.access import AccessTable, staff
from gongkai.web.dependencies import ReadDep, WorkDep

SHOWN = 100
EndpointName = Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")]


class EndpointNotPaused(Refusal):
    """Nothing to resume: deliveries to this endpoint go out."""

    code = "endpoint-not-paused"
    ground = Ground.untimely


class DeliveryView(BaseModel):
    """One delivery; what it says stays in the ledger."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="The webhook id, the same in every try")
    endpoint: str
    kind: str
    subject_id: UUID
    state: DeliveryState
    attempts: int
    next_try_at: datetime
    last_status: int | None
    last_error: str | None = Field(description="Kind of the last error")
    created_at: datetime
    delivered_at: datetime | None


class AttemptView(BaseModel):
    """One try."""

    model_config = ConfigDict(from_attributes=True)

    attempt: int
    at: datetime
    status: int | None
    error: str | None


def ledger_router(prefix: str) -> APIRouter:
    """`GET {prefix}/deliveries`, `…/{id}/attempts`, `DELETE {prefix}/pauses/{endpoint}`."""
    router = APIRouter(prefix=prefix, tags=["deliveries"])

    @router.get("/deliveries", response_model=list[DeliveryView])
    async def get_deliveries(
        db: ReadDep, state: Annotated[DeliveryState, Query()] = DeliveryState.waiting
    ) -> Sequence[Delivery]:
        """The oldest hundred deliveries that wait, are dead or were delivered."""
        return await ledger.in_state(db, state, SHOWN)

    @router.get("/deliveries/{delivery_id}/attempts", response_model=list[AttemptView])
    async def get_attempts(delivery_id: UUID, db: ReadDep) -> Sequence[Any]:
        """Every try of one delivery."""
        return await ledger.attempts_of(db, delivery_id)

    @router.delete("/pauses/{endpoint}", status_code=204)
    async def delete_pause(
        endpoint: Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")], work: WorkDep
    ) -> None:
        """Send to an endpoint again that asked to be left alone (410)."""
        if not await ledger.resume(work.db, endpoint):
            raise EndpointNotPaused("该地址没有暂停报送。")
        work.audit("delivery.resumed", endpoint)

    return router


def ledger_access(prefix: str) -> AccessTable:
    """The entries of these doors for the access table."""
    keepers = staff("ops", "office")
    return {
        ("GET", f"{prefix}/deliveries"): keepers,
        ("GET", f"{prefix}/deliveries/{{delivery_id}}/attempts"): keepers,
        ("DELETE", f"{prefix}/pauses/{{endpoint}}"): keepers,
    }
