"""The ledger for those who look after it: what was sent and with what outcome, once more, and the rest of endpoints."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.fields.moments import Moment
from gongkai.http.access import staff
from gongkai.http.dependencies import ReadDep, WorkDep
from gongkai.http.router import Router
from gongkai.webhooks import browsing, ledger
from gongkai.webhooks.browsing import DeliveryFilter
from gongkai.webhooks.delivery import Delivery, DeliveryState
from gongkai.webhooks.replay import (
    AT_ONCE,
    OnReplay,
    PauseReason,
    ReplayConfirmation,
    pause_endpoint,
    replay_one,
    replay_range,
    resume_endpoint,
)

SHOWN: Final = 100
KEEPERS: Final = staff("ops", "office")
EndpointName = Annotated[str, Path(max_length=80, pattern="^[a-z0-9-]+$")]
Snapshot = Callable[[Delivery, AsyncConnection], Awaitable[Any]]
"""What was sent, as it may be shown: the service knows whose data are in it."""


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


class WholeDeliveryView(DeliveryView):
    """One delivery with every try, and what it says without personal data."""

    snapshot: Any = Field(description="What is sent in every try; personal data are masked, files left out")
    receipt: Any = Field(description="What the other side answered")
    tries: list[AttemptView]


class EndpointPauseView(BaseModel):
    """An endpoint that rests."""

    model_config = ConfigDict(from_attributes=True)

    endpoint: str
    since: datetime
    reason: str


class ReplayPreview(BaseModel):
    """What sending again would touch."""

    count: int = Field(description=f"So many were given up; at most {AT_ONCE} are sent again at once")


class ReplayDone(BaseModel):
    """What was sent again."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHooks:
    """What a service adds to the routes of its ledger."""

    replayed: OnReplay
    snapshot: Snapshot


async def filter_of(
    endpoint: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=80)] = "",
    since: Annotated[Moment | None, Query(description="Written down at this moment or later")] = None,
    until: Annotated[Moment | None, Query(description="Written down before this moment")] = None,
    subject_id: Annotated[UUID | None, Query(description="What it is about")] = None,
) -> DeliveryFilter:
    """The filters of a list."""
    return DeliveryFilter(endpoint=endpoint, kind=kind, since=since, until=until, subject_id=subject_id)


FilterDep = Annotated[DeliveryFilter, Depends(filter_of)]


def ledger_router(prefix: str, keeping: LedgerHooks) -> Router:
    """`{prefix}/deliveries…` to look and to send again, `{prefix}/pauses…` to let an endpoint rest."""
    router = Router(prefix=prefix, tags=["deliveries"])
    _looking(router, keeping.snapshot)
    _sending_again(router, keeping.replayed)
    _resting(router)
    return router


def _looking(router: Router, snapshot: Snapshot) -> None:
    @router.get("/deliveries", guard=KEEPERS, response_model=list[DeliveryView])
    async def get_deliveries(
        db: ReadDep,
        sought: FilterDep,
        state: Annotated[DeliveryState, Query()] = DeliveryState.waiting,
        after: Annotated[UUID | None, Query(description="The last id of the hundred before")] = None,
    ) -> Sequence[Any]:
        """The oldest hundred deliveries that wait, are dead or were delivered."""
        return await browsing.oldest(db, replace(sought, state=state), after, SHOWN)

    @router.get("/deliveries/replay", guard=KEEPERS, response_model=ReplayPreview)
    async def get_replay(db: ReadDep, sought: FilterDep) -> dict[str, int]:
        """How many deliveries sending again would touch: those sought that were given up."""
        return {"count": len(await browsing.dead(db, sought, AT_ONCE))}

    @router.get("/deliveries/{delivery_id}", guard=KEEPERS, response_model=WholeDeliveryView)
    async def get_delivery(delivery_id: UUID, db: ReadDep) -> dict[str, Any]:
        """One delivery as it is sent, without personal data, and every try."""
        one = await browsing.one(db, delivery_id)
        return DeliveryView.model_validate(one).model_dump() | {
            "snapshot": await snapshot(one, db),
            "receipt": one.receipt,
            "tries": await ledger.attempts_of(db, delivery_id),
        }

    @router.get("/deliveries/{delivery_id}/attempts", guard=KEEPERS, response_model=list[AttemptView])
    async def get_attempts(delivery_id: UUID, db: ReadDep) -> Sequence[Any]:
        """Every try of one delivery."""
        return await ledger.attempts_of(db, delivery_id)


def _sending_again(router: Router, replayed: OnReplay) -> None:
    @router.post("/deliveries/replay", guard=KEEPERS, response_model=ReplayDone)
    async def post_replay(confirmed: ReplayConfirmation, sought: FilterDep, work: WorkDep) -> dict[str, int]:
        """Send all again that are sought and were given up; refused if they are no longer as many as was shown."""
        return {"count": await replay_range(sought, confirmed, work, replayed)}

    @router.post("/deliveries/{delivery_id}/replay", guard=KEEPERS, response_model=DeliveryView)
    async def post_replay_of(delivery_id: UUID, work: WorkDep) -> Delivery:
        """Ten new tries for a delivery that was given up, under its old webhook id."""
        return await replay_one(delivery_id, work, replayed)


def _resting(router: Router) -> None:
    @router.get("/pauses", guard=KEEPERS, response_model=list[EndpointPauseView])
    async def get_pauses(db: ReadDep) -> Sequence[Any]:
        """The endpoints to which nothing is sent at the moment."""
        return await browsing.pauses(db)

    @router.put("/pauses/{endpoint}", guard=KEEPERS, status_code=204)
    async def put_pause(endpoint: EndpointName, paused: PauseReason, work: WorkDep) -> None:
        """Send nothing more to an endpoint until somebody resumes it."""
        await pause_endpoint(endpoint, paused, work)

    @router.delete("/pauses/{endpoint}", guard=KEEPERS, status_code=204)
    async def delete_pause(endpoint: EndpointName, work: WorkDep) -> None:
        """Send to an endpoint again that a person let rest, or that asked to be left alone (410)."""
        await resume_endpoint(endpoint, work)
