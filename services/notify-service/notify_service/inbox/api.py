"""The warnings that were given to the person who asks, and taking note of one (B3)."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from notify_service.inbox import store
from notify_service.inbox.usecases import acknowledge_warning
from notify_service.warnings.domain import DeadlineWarning

router = Router(prefix="/api/v1/warnings", tags=["warnings"])


class WarningView(BaseModel):
    """A warning as its recipients see it."""

    id: UUID
    subject_id: UUID
    clock: str
    stage: str = Field(
        description="left_5, left_2, left_1, due_day, due_day_10, overdue_1 ...; emergency, held_back, co_handling"
    )
    cycle: int
    title: str
    service: str
    ref: str
    unit: str
    desk_path: str
    due_on: date
    certainty: str
    days_left: int = Field(description="Working days left when it was given; negative once late")
    words: str
    given_at: datetime
    acknowledged_by: str | None
    acknowledged_name: str | None
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, warning: DeadlineWarning) -> "WarningView":
        """The row with its words."""
        return cls.model_validate(warning, from_attributes=True)


@router.get("", guard=staff(), response_model=Page[WarningView], summary="My warnings, newest first")
async def get_warnings(
    db: ReadDep,
    paging: PagingDep,
    actor: ActorDep,
    unacknowledged: Annotated[bool, Query(description="Only those that nobody has taken note of")] = False,
) -> Any:
    """What the person was told in the app."""
    after = paging.after(of=actor.id, unacknowledged=unacknowledged)
    rows = await store.inbox(db, actor.id, only_open=unacknowledged, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.given_at, last.id), of=actor.id, unacknowledged=unacknowledged)
    return found | {"items": [WarningView.of(each) for each in found["items"]]}


@router.get("/{warning_id}", guard=staff(), response_model=WarningView, summary="One of my warnings")
async def get_warning(warning_id: UUID, db: ReadDep, actor: ActorDep) -> WarningView:
    """404 for a warning of which the person was not told."""
    return WarningView.of(await store.of_recipient(db, warning_id, actor.id))


@router.post(
    "/{warning_id}/acknowledgement", guard=staff(), response_model=WarningView, summary="Take note of a warning"
)
async def post_acknowledgement(warning_id: UUID, work: WorkDep) -> WarningView:
    """Name and time are kept; doing it again changes nothing, and the first person to do so stands."""
    return WarningView.of(await acknowledge_warning(warning_id, work))
