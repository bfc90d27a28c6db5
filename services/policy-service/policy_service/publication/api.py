"""Public reading, page tags, and the gate over REST."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from gongkai.actor import Actor, Role
from gongkai.files import file_index as shelf
from gongkai.files.blob_store import vault_of
from gongkai.http.access import AccessTable, public, staff
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep, RunningDep, WorkDep
from gongkai.http.etag import etag, not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.review.unmasking import Unmasking
from gongkai.review.views import GateView
from gongkai.runtime.service import FastAnswer, FastRead, Running
from policy_service.policy.api import (
    EditionNoteView,
    InterpretationView,
    PolicyLineView,
    PolicyRecord,
    PolicyView,
    ValidityEntryView,
    tagged,
)
from policy_service.policy.domain.attachment import AttachmentUnknown
from policy_service.policy.domain.dossier import InterpretationUnknown
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import editions, plans
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.usecases import Clearing, clear_policy, judge_policy, tag_page, unmask_policy

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
    stored = replace(await shelf.stored(db, file_id), name=public.name)
    return await file_answer(request, stored, vault_of(running))


async def _current(running: Running, _: Actor, policy_id: str, known: Sequence[int]) -> FastAnswer | None:
    return await editions.ready(running.quick, policy_id, known)


ready = (FastRead("/api/v1/policies/{policy_id}", _current),)


def _ready(request: Request, version: int, public: bytes) -> Response:
    headers = {"ETag": etag(version)}
    return not_modified(request, version) or Response(public, media_type="application/json", headers=headers)


TAGS: Final = "/api/v1/policies/{policy_id}"

page_tags_router = APIRouter(prefix=TAGS, tags=["policies"])
page_tags_access: AccessTable = {
    ("GET", f"{TAGS}/page-tags"): public(),
    ("GET", f"{TAGS}/page-tags.html"): public(),
}


@page_tags_router.get("/page-tags", response_model=dict[str, str])
async def get_page_tags(policy_id: UUID, db: ReadDep, running: RunningDep) -> dict[str, str]:
    """The tags of the national page standard (国办发〔2017〕47号) for its page."""
    return tag_page(await editions.public_edition(db, policy_id), running.settings)


@page_tags_router.get("/page-tags.html", response_class=HTMLResponse)
async def get_page_tags_as_html(policy_id: UUID, db: ReadDep, running: RunningDep) -> HTMLResponse:
    """The same, as a fragment for the head of a page."""
    return HTMLResponse(as_html(tag_page(await editions.public_edition(db, policy_id), running.settings)))


HERE: Final = "/api/v1/policies/{policy_id}"

gate_router = APIRouter(prefix=HERE, tags=["policies"])
gate_access: AccessTable = {
    ("GET", f"{HERE}/gate"): staff(),
    ("POST", f"{HERE}/clearances"): staff(Role.secrecy),
    ("POST", f"{HERE}/unmasking"): staff(Role.head, Role.office, Role.secrecy),
}


@gate_router.get("/gate", response_model=GateView)
async def get_gate(policy_id: UUID, db: ReadDep, actor: ActorDep, now: NowDep) -> Gate:
    """Everything that would hold the policy back if it were published now, at once."""
    return await judge_policy(await store.policy(db, policy_id, actor.only_unit), db, now)


@gate_router.post("/clearances", response_model=GateView, status_code=201)
async def post_clearance(policy_id: UUID, clearing: Clearing, work: WorkDep) -> Gate:
    """Let pieces pass whose marks the secrecy officer has looked at; the gate as it stands then."""
    return await clear_policy(policy_id, clearing, work)


@gate_router.post("/unmasking", response_model=PolicyRecord)
async def post_unmasking(policy_id: UUID, unmasking: Unmasking, response: Response, work: WorkDep) -> Policy:
    """The original words of a published policy; person and purpose are put on record."""
    response.headers["Cache-Control"] = "no-store"
    return tagged(response, await unmask_policy(policy_id, unmasking, work))
