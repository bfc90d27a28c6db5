"""Public reading, page tags, publication and the gate over REST."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Request, Response
from fastapi.responses import HTMLResponse

from gongkai.actor import Actor
from gongkai.files import file_index
from gongkai.http.access import public, staff
from gongkai.http.bodies.uploads import file_answer
from gongkai.http.dependencies import ActorDep, NowDep, ReadDep, RuntimeDep, WorkDep
from gongkai.http.etag import etag, not_modified
from gongkai.http.paging import Page, PagingDep
from gongkai.http.router import Router
from gongkai.review.clearing import Clearing
from gongkai.review.unmasking import Unmasking
from gongkai.review.views import GateView
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import FastAnswer, FastRead, ServiceRuntime
from policy_service.policy.api import (
    EditionNoteView,
    InterpretationView,
    PolicyLineView,
    PolicyRecord,
    PolicyView,
    ValidityEntryView,
    VersionRead,
    staff_who_may,
    with_etag,
)
from policy_service.policy.domain.attachment import AttachmentUnknown
from policy_service.policy.domain.dossier import InterpretationUnknown
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ValidityEntry
from policy_service.policy.store import editions, plans, policies
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.usecases import (
    AT_ONCE,
    Publication,
    Repeal,
    Withdrawal,
    clear_policy,
    judge_policy,
    publish_policy,
    repeal_policy,
    tag_page,
    unmask_policy,
    unschedule_policy,
    withdraw_policy,
)
from policy_service.settings import PolicySettings

router = Router(prefix="/api/v1/policies", tags=["policies"])

EditionNo = Annotated[int, Path(ge=1, le=10_000)]


@router.get("", guard=public(), response_model=Page[PolicyLineView])
async def get_policies(db: ReadDep, paging: PagingDep) -> dict[str, Any]:
    """Public policies, newest first."""
    after = paging.after()
    rows = await editions.public_lines(db, (after[0], after[1]) if after else None, paging.limit + 1)
    return paging.page(rows, lambda line: (line.published_at, line.id))


@router.get("/{policy_id}", guard=public(), response_model=PolicyView)
async def get_policy(policy_id: UUID, request: Request, db: ReadDep) -> Response:
    """The current edition of a public policy; 304 if the reader has this version."""
    return _answer(request, *await editions.public_answer(db, policy_id))


@router.get("/{policy_id}/editions", guard=public(), response_model=list[EditionNoteView])
async def get_editions(policy_id: UUID, db: ReadDep) -> list[editions.EditionNote]:
    """What was published of a policy, newest first."""
    return await editions.public_editions(db, policy_id)


@router.get("/{policy_id}/editions/{number}", guard=public(), response_model=PolicyView)
async def get_edition(policy_id: UUID, number: EditionNo, request: Request, db: ReadDep) -> Response:
    """One edition as it was public."""
    return _answer(request, *await editions.public_answer(db, policy_id, number))


@router.get("/{policy_id}/validity", guard=public(), response_model=list[ValidityEntryView])
async def get_validity(policy_id: UUID, db: ReadDep) -> list[ValidityEntry]:
    """How its validity came to be what it is, oldest first."""
    return await plans.public_validity(db, policy_id)


@router.get("/{policy_id}/interpretations/{interpretation_id}", guard=public(), response_model=InterpretationView)
async def get_interpretation(policy_id: UUID, interpretation_id: UUID, db: ReadDep) -> dict[str, Any]:
    """A public interpretation, with the way back to its policy."""
    edition = await editions.public_edition(db, policy_id)
    for one in edition.interpretations:
        if one.id == interpretation_id:
            return edition.linked(one)
    raise InterpretationUnknown("没有找到这篇解读。")


@router.get("/{policy_id}/attachments/{file_id}", guard=public(), response_class=Response)
async def get_attachment(
    policy_id: UUID, file_id: UUID, request: Request, db: ReadDep, running: RuntimeDep
) -> Response:
    """A file of the current edition, or of one of its interpretations, under the name that is public."""
    public = (await editions.public_edition(db, policy_id)).files.get(file_id)
    if public is None:
        raise AttachmentUnknown("没有找到这个附件。")
    stored = replace(await file_index.file_of(db, file_id), name=public.name)
    return await file_answer(request, stored, blob_store_of(running))


async def _find_current(running: ServiceRuntime, _: Actor, policy_id: str, known: Sequence[int]) -> FastAnswer | None:
    return await editions.fast_answer(running.raw_connections, policy_id, known)


fast_reads = (FastRead("/api/v1/policies/{policy_id}", _find_current),)


def _answer(request: Request, version: int, public: bytes) -> Response:
    headers = {"ETag": etag(version)}
    return not_modified(request, version) or Response(public, media_type="application/json", headers=headers)


@router.get("/{policy_id}/page-tags", guard=public(), response_model=dict[str, str])
async def get_page_tags(policy_id: UUID, db: ReadDep, running: RuntimeDep) -> dict[str, str]:
    """The tags of the national page standard (国办发〔2017〕47号) for its page."""
    return tag_page(await editions.public_edition(db, policy_id), running.own_settings(PolicySettings))


@router.get("/{policy_id}/page-tags.html", guard=public(), response_class=HTMLResponse)
async def get_page_tags_as_html(policy_id: UUID, db: ReadDep, running: RuntimeDep) -> HTMLResponse:
    """The same, as a fragment for the head of a page."""
    return HTMLResponse(
        as_html(tag_page(await editions.public_edition(db, policy_id), running.own_settings(PolicySettings)))
    )


@router.post("/{policy_id}/publication", guard=staff_who_may(PolicyAct.publish), response_model=PolicyRecord)
async def post_publication(
    policy_id: UUID, read: VersionRead, response: Response, work: WorkDep, publication: Publication = AT_ONCE
) -> Policy:
    """Make it public, at once or at the time given; a third person. The refusal lists all that is missing."""
    return with_etag(response, await publish_policy(policy_id, read, work, publication))


@router.delete("/{policy_id}/schedule", guard=staff_who_may(PolicyAct.unschedule), response_model=PolicyRecord)
async def delete_schedule(policy_id: UUID, read: VersionRead, response: Response, work: WorkDep) -> Policy:
    """Call a planned publication off; the review still stands."""
    return with_etag(response, await unschedule_policy(policy_id, read, work))


@router.post("/{policy_id}/withdrawal", guard=staff_who_may(PolicyAct.withdraw), response_model=PolicyRecord)
async def post_withdrawal(policy_id: UUID, withdrawal: Withdrawal, response: Response, work: WorkDep) -> Policy:
    """Take it back with all its editions and files, with the reason on record."""
    return with_etag(response, await withdraw_policy(policy_id, withdrawal, work))


@router.post("/{policy_id}/validity", guard=staff_who_may(PolicyAct.repeal), response_model=PolicyRecord)
async def post_validity(
    policy_id: UUID, repeal: Repeal, read: VersionRead, response: Response, work: WorkDep
) -> Policy:
    """Repeal it, in whole or in part, from a day on."""
    return with_etag(response, await repeal_policy(policy_id, repeal, read, work))


@router.get("/{policy_id}/gate", guard=staff(), response_model=GateView)
async def get_gate(policy_id: UUID, db: ReadDep, actor: ActorDep, now: NowDep) -> Gate:
    """Everything that would hold the policy back if it were published now, at once."""
    return await judge_policy(await policies.policy(db, policy_id, actor.only_unit), db, now)


@router.post("/{policy_id}/clearances", guard=staff_who_may(PolicyAct.clear), response_model=GateView, status_code=201)
async def post_clearance(policy_id: UUID, clearing: Clearing, work: WorkDep) -> Gate:
    """Let pieces pass whose marks the secrecy officer has looked at; the gate as it stands then."""
    return await clear_policy(policy_id, clearing, work)


@router.post("/{policy_id}/unmasking", guard=staff_who_may(PolicyAct.unmask), response_model=PolicyRecord)
async def post_unmasking(policy_id: UUID, unmasking: Unmasking, response: Response, work: WorkDep) -> Policy:
    """The original words of a published policy; person and purpose are put on record."""
    response.headers["Cache-Control"] = "no-store"
    return with_etag(response, await unmask_policy(policy_id, unmasking, work))
