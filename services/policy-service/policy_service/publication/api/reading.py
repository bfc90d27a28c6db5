"""What everybody may read of policies: only editions, and of them only what passed the gate."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from gongkai.actor import Actor
from gongkai.files import file_index
from gongkai.http.access import AccessTable, public
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ReadDep, RunningDep
from gongkai.http.etag import etag, not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import FastAnswer, FastRead, Running
from policy_service.policy.api.views import (
    EditionNoteView,
    InterpretationView,
    PolicyLineView,
    PolicyView,
    ValidityEntryView,
)
from policy_service.policy.domain.attachment import AttachmentUnknown
from policy_service.policy.domain.dossier import InterpretationUnknown
from policy_service.policy.store import plans
from policy_service.publication.store import editions

router = APIRouter(prefix="/api/v1/policies", tags=["policies"])
access: AccessTable = {
    ("GET", "/api/v1/policies"): public(),
    ("GET", "/api/v1/policies/{policy_id}"): public(),
    ("GET", "/api/v1/policies/{policy_id}/editions"): public(),
    ("GET", "/api/v1/policies/{policy_id}/editions/{number}"): public(),
    ("GET", "/api/v1/policies/{policy_id}/validity"): public(),
    ("GET", "/api/v1/policies/{policy_id}/interpretations/{interpretation_id}"): public(),
    ("GET", "/api/v1/policies/{policy_id}/attachments/{file_id}"): public(),
}

EditionNo = Annotated[int, Path(ge=1, le=10_000)]


@router.get("", response_model=Page[PolicyLineView])
async def get_policies(db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """Public policies, newest first."""
    after = paging.after()
    rows = await editions.published(db, (after[0], after[1]) if after else None, paging.limit + 1)
    return paging.page(rows, lambda line: (line.published_at, line.id))


@router.get("/{policy_id}", response_model=PolicyView)
async def get_policy(policy_id: UUID, request: Request, db: ReadDep) -> Response:
    """The current edition of a public policy; 304 if the reader has this version."""
    return _ready(request, *await editions.public_answer(db, policy_id))


@router.get("/{policy_id}/editions", response_model=list[EditionNoteView])
async def get_editions(policy_id: UUID, db: ReadDep) -> list[editions.EditionNote]:
    """What was published of a policy, newest first."""
    return await editions.public_editions(db, policy_id)


@router.get("/{policy_id}/editions/{number}", response_model=PolicyView)
async def get_edition(policy_id: UUID, number: EditionNo, request: Request, db: ReadDep) -> Response:
    """One edition as it was public."""
    return _ready(request, *await editions.public_answer(db, policy_id, number))


@router.get("/{policy_id}/validity", response_model=list[ValidityEntryView])
async def get_validity(policy_id: UUID, db: ReadDep) -> list[plans.ValidityEntry]:
    """How its validity came to be what it is, oldest first."""
    return await plans.public_validity(db, policy_id)


@router.get("/{policy_id}/interpretations/{interpretation_id}", response_model=InterpretationView)
async def get_interpretation(policy_id: UUID, interpretation_id: UUID, db: ReadDep) -> dict[str, Any]:
    """A public interpretation, with the way back to its policy."""
    edition = await editions.public_edition(db, policy_id)
    for one in edition.interpretations:
        if one.id == interpretation_id:
            return edition.linked(one)
    raise InterpretationUnknown("没有找到这篇解读。")


@router.get("/{policy_id}/attachments/{file_id}", response_class=Response)
async def get_attachment(
    policy_id: UUID, file_id: UUID, request: Request, db: ReadDep, running: RunningDep
) -> Response:
    """A file of the current edition, or of one of its interpretations, under the name that is public."""
    public = (await editions.public_edition(db, policy_id)).files.get(file_id)
    if public is None:
        raise AttachmentUnknown("没有找到这个附件。")
    stored = replace(await file_index.file_of(db, file_id), name=public.name)
    return await file_answer(request, stored, blob_store_of(running))


async def _current(running: Running, _: Actor, policy_id: str, known: Sequence[int]) -> FastAnswer | None:
    return await editions.ready(running.raw_connections, policy_id, known)


ready = (FastRead("/api/v1/policies/{policy_id}", _current),)


def _ready(request: Request, version: int, public: bytes) -> Response:
    headers = {"ETag": etag(version)}
    return not_modified(request, version) or Response(public, media_type="application/json", headers=headers)
