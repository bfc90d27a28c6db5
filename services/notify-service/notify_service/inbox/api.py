"""The warnings that were given to the person who asks, and taking note of one (B3)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.paging import Page, PagingDep
from notify_service.calendar.views import WarningView
from notify_service.inbox.usecases import acknowledge_warning
from notify_service.warnings import store as warnings

router = APIRouter(prefix="/api/v1/warnings", tags=["warnings"])


@router.get("", response_model=Page[WarningView], summary="My warnings, newest first")
async def get_warnings(
    db: ReadDep,
    paging: PagingDep,
    actor: ActorDep,
    unacknowledged: Annotated[bool, Query(description="Only those that nobody has taken note of")] = False,
) -> Any:
    """What the person was told in the app."""
    after = paging.after(of=actor.id, unacknowledged=unacknowledged)
    rows = await warnings.inbox(db, actor.id, only_open=unacknowledged, after=after, limit=paging.limit + 1)
    found = paging.page(rows, lambda last: (last.given_at, last.id), of=actor.id, unacknowledged=unacknowledged)
    return found | {"items": [WarningView.of(each) for each in found["items"]]}


@router.get("/{warning_id}", response_model=WarningView, summary="One of my warnings")
async def get_warning(warning_id: UUID, db: ReadDep, actor: ActorDep) -> WarningView:
    """404 for a warning of which the person was not told."""
    return WarningView.of(await warnings.told_to(db, warning_id, actor.id))


@router.post("/{warning_id}/acknowledgement", response_model=WarningView, summary="Take note of a warning")
async def post_acknowledgement(warning_id: UUID, work: WorkDep) -> WarningView:
    """Name and time are kept; doing it again changes nothing, and the first person to do so stands."""
    return WarningView.of(await acknowledge_warning(warning_id, work))
