"""Files of a policy and of its interpretations over REST: each is examined while it arrives."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from gongkai.actor import Actor
from gongkai.documents.kinds import MP4
from gongkai.fields.text import Line
from gongkai.files import file_index
from gongkai.http.access import Takes, staff
from gongkai.http.bodies.uploads import file_answer, receive_file
from gongkai.http.dependencies import ActorDep, RuntimeDep, WorkDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from policy_service.attachments.usecases import FileToAttach, attach_file, detach_file
from policy_service.policy.api import (
    InterpretationAt,
    PolicyRecord,
    expect_version,
    staff_who_may,
    with_etag,
)
from policy_service.policy.domain.attachment import AttachmentUnknown
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import policies as store

HERE: Final = "/api/v1/policies/{policy_id}"
LARGEST: Final = MP4.largest
EDITS: Final = staff_who_may(PolicyAct.revise)
TAKES_FILE: Final = staff_who_may(PolicyAct.revise, takes=Takes.stream, largest=LARGEST)

router = Router(prefix=HERE, tags=["policies"])
Name = Annotated[str, Line(200), Query(description="File name; its ending says what it is")]
Title = Annotated[str, Line(200, least=0), Query(description="What people read; left out: the file name")]


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """A file on its way in; no transaction is open while it arrives.

    That the edit is based on the newest version is looked at before, so that nobody sends 100 MB in vain, and again
    when it is saved.
    """

    policy_id: UUID
    request: Request
    read_version: int | None
    name: str
    title: str

    async def attach(self, interpretation_id: UUID | None = None) -> Policy:
        """Examine the file while it arrives, and put it to the policy or to its interpretation."""
        running: ServiceRuntime = self.request.app.state.running
        actor: Actor = self.request.state.actor
        await expect_version(running, self.policy_id, self.read_version, actor)
        examined = await receive_file(
            self.request, blob_store_of(running), name=self.name, largest=LARGEST, goes_public=True
        )
        file = FileToAttach(examined=examined, title=self.title, interpretation_id=interpretation_id)
        async with running.work(actor) as work:
            return await attach_file(self.policy_id, file, self.read_version, work)


async def _upload(policy_id: UUID, request: Request, read: IfMatch, name: Name, title: Title = "") -> ArrivingFile:
    return ArrivingFile(policy_id, request, read.version, name, title)


ArrivingFileDep = Annotated[ArrivingFile, Depends(_upload)]


@router.put("/attachments", guard=TAKES_FILE, response_model=PolicyRecord)
async def put_attachment(upload: ArrivingFileDep, response: Response) -> Policy:
    """Put a file to it; one of the same name is replaced. The file is examined before it is kept."""
    return with_etag(response, await upload.attach())


@router.delete("/attachments/{file_id}", guard=EDITS, response_model=PolicyRecord)
async def delete_attachment(policy_id: UUID, file_id: UUID, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Take a file out of it."""
    return with_etag(response, await detach_file(policy_id, file_id, read.version, work))


@router.get("/record/files/{file_id}", guard=staff(), response_class=Response)
async def get_file(policy_id: UUID, file_id: UUID, request: Request, actor: ActorDep, running: RuntimeDep) -> Response:
    """A file of the dossier as it is being worked on, for the own unit."""
    async with running.reading() as db:
        policy = await store.policy(db, policy_id, actor.only_unit)
        if all(file.file_id != file_id for file in policy.files):
            raise AttachmentUnknown("没有找到这个附件。")
        stored = await file_index.file_of(db, file_id)
    return await file_answer(request, stored, blob_store_of(running))


@router.put("/interpretations/{interpretation_id}/files", guard=TAKES_FILE, response_model=PolicyRecord)
async def put_interpretation_file(interpretation_id: UUID, upload: ArrivingFileDep, response: Response) -> Policy:
    """Put a picture, film or recording to it; one of the same name is replaced."""
    return with_etag(response, await upload.attach(interpretation_id))


@router.delete("/interpretations/{interpretation_id}/files/{file_id}", guard=EDITS, response_model=PolicyRecord)
async def delete_interpretation_file(
    at: InterpretationAt, file_id: UUID, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Take a file out of it."""
    policy_id, interpretation_id = at
    return with_etag(response, await detach_file(policy_id, file_id, read.version, work, interpretation_id))
