"""What belongs to a policy besides its words, over REST: attachments, interpretations, a body from Word."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from gongkai.actor import Actor, Role
from gongkai.documents.kinds import DOCX, MP4
from gongkai.fields.text import Line
from gongkai.files import file_index
from gongkai.http.access import AccessTable, Takes, staff
from gongkai.http.bodies.uploads import file_answer, receive_file
from gongkai.http.dependencies import ActorDep, RunningDep, WorkDep
from gongkai.http.etag import IfMatch
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running
from policy_service.attachments.usecases.attach_file import Filed, attach_file
from policy_service.attachments.usecases.detach_file import detach_file
from policy_service.interpretation.usecases.remove_interpretation import remove_interpretation
from policy_service.interpretation.usecases.write_interpretation import WrittenInterpretation, write_interpretation
from policy_service.policy.api.tagged import tagged
from policy_service.policy.api.views import PolicyRecord, WordDocumentTaken
from policy_service.policy.domain.attachment import AttachmentUnknown
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import policies as store
from policy_service.word_import.domain import word_document
from policy_service.word_import.usecases import take_word_document

HERE: Final = "/api/v1/policies/{policy_id}"
LARGEST: Final = MP4.largest

router = APIRouter(prefix=HERE, tags=["policies"])
access: AccessTable = {
    ("PUT", f"{HERE}/attachments"): staff(Role.clerk, takes=Takes.stream, largest=LARGEST),
    ("DELETE", f"{HERE}/attachments/{{file_id}}"): staff(Role.clerk),
    ("GET", f"{HERE}/record/files/{{file_id}}"): staff(),
    ("POST", f"{HERE}/word-document"): staff(Role.clerk, takes=Takes.stream, largest=DOCX.largest),
    ("POST", f"{HERE}/interpretations"): staff(Role.clerk),
    ("PUT", f"{HERE}/interpretations/{{interpretation_id}}"): staff(Role.clerk),
    ("DELETE", f"{HERE}/interpretations/{{interpretation_id}}"): staff(Role.clerk),
    ("PUT", f"{HERE}/interpretations/{{interpretation_id}}/files"): staff(
        Role.clerk, takes=Takes.stream, largest=LARGEST
    ),
    ("DELETE", f"{HERE}/interpretations/{{interpretation_id}}/files/{{file_id}}"): staff(Role.clerk),
}


Name = Annotated[str, Line(200), Query(description="File name; its ending says what it is")]
Title = Annotated[str, Line(200, least=0), Query(description="What people read; left out: the file name")]


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file on its way in. No transaction is open while it arrives; that the edit is based on the newest version is
    looked at before, so that nobody sends 100 MB in vain, and again when it is saved."""

    policy_id: UUID
    request: Request
    read_version: int | None
    name: str
    title: str

    async def filed(self, interpretation_id: UUID | None = None) -> Policy:
        """Take it in, examine it, and put it to the policy or to its interpretation."""
        running: Running = self.request.app.state.running
        actor: Actor = self.request.state.actor
        await _expect(running, self.policy_id, self.read_version, actor)
        examined = await receive_file(self.request, blob_store_of(running), name=self.name, largest=LARGEST)
        filed = Filed(examined=examined, title=self.title, interpretation_id=interpretation_id)
        async with running.work(actor) as work:
            return await attach_file(self.policy_id, filed, self.read_version, work)


async def _arriving(policy_id: UUID, request: Request, read: IfMatch, name: Name, title: Title = "") -> Arriving:
    return Arriving(policy_id, request, read.version, name, title)


async def _interpretation_at(policy_id: UUID, interpretation_id: UUID) -> tuple[UUID, UUID]:
    return policy_id, interpretation_id


async def _expect(running: Running, policy_id: UUID, read_version: int | None, actor: Actor) -> None:
    async with running.reading() as db:
        (await store.policy(db, policy_id, actor.unit)).as_read(read_version)


ArrivingDep = Annotated[Arriving, Depends(_arriving)]
InterpretationAt = Annotated[tuple[UUID, UUID], Depends(_interpretation_at)]


@router.put("/attachments", response_model=PolicyRecord)
async def put_attachment(arriving: ArrivingDep, response: Response) -> Policy:
    """Put a file to it; one of the same name is replaced. The file is examined before it is kept."""
    return tagged(response, await arriving.filed())


@router.delete("/attachments/{file_id}", response_model=PolicyRecord)
async def delete_attachment(policy_id: UUID, file_id: UUID, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Take a file out of it."""
    return tagged(response, await detach_file(policy_id, file_id, read.version, work))


@router.get("/record/files/{file_id}", response_class=Response)
async def get_file(policy_id: UUID, file_id: UUID, request: Request, actor: ActorDep, running: RunningDep) -> Response:
    """A file of the dossier as it is being worked on, for the own unit."""
    async with running.reading() as db:
        policy = await store.policy(db, policy_id, actor.only_unit)
        if all(file.file_id != file_id for file in policy.files):
            raise AttachmentUnknown("没有找到这个附件。")
        stored = await file_index.file_of(db, file_id)
    return await file_answer(request, stored, blob_store_of(running))


@router.post("/word-document", response_model=WordDocumentTaken)
async def post_word_document(
    policy_id: UUID, request: Request, read: IfMatch, response: Response, running: RunningDep, actor: ActorDep
) -> dict[str, Any]:
    """Read the body from a .docx, sent as the whole request body."""
    await _expect(running, policy_id, read.version, actor)
    blobs = blob_store_of(running)
    examined = await receive_file(request, blobs, name="body.docx", largest=DOCX.largest)
    document = await asyncio.to_thread(word_document.read, await blobs.bytes_of(examined.sha256))
    async with running.work(actor) as work:
        policy = await take_word_document(policy_id, document, read.version, work)
    return {"policy": tagged(response, policy), "cautions": document.cautions}


@router.post("/interpretations", response_model=PolicyRecord, status_code=201)
async def post_interpretation(
    policy_id: UUID, written: WrittenInterpretation, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Explain it; the interpretation is signed and published together with it."""
    return tagged(response, await write_interpretation(policy_id, written, read.version, work))


@router.put("/interpretations/{interpretation_id}", response_model=PolicyRecord)
async def put_interpretation(
    at: InterpretationAt, written: WrittenInterpretation, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Change its words; its files stay."""
    policy_id, interpretation_id = at
    policy = await write_interpretation(policy_id, written, read.version, work, interpretation_id)
    return tagged(response, policy)


@router.delete("/interpretations/{interpretation_id}", response_model=PolicyRecord)
async def delete_interpretation(at: InterpretationAt, read: IfMatch, response: Response, work: WorkDep) -> Policy:
    """Take it out."""
    return tagged(response, await remove_interpretation(*at, read.version, work))


@router.put("/interpretations/{interpretation_id}/files", response_model=PolicyRecord)
async def put_interpretation_file(interpretation_id: UUID, arriving: ArrivingDep, response: Response) -> Policy:
    """Put a picture, film or recording to it; one of the same name is replaced."""
    return tagged(response, await arriving.filed(interpretation_id))


@router.delete("/interpretations/{interpretation_id}/files/{file_id}", response_model=PolicyRecord)
async def delete_interpretation_file(
    at: InterpretationAt, file_id: UUID, read: IfMatch, response: Response, work: WorkDep
) -> Policy:
    """Take a file out of it."""
    policy_id, interpretation_id = at
    return tagged(response, await detach_file(policy_id, file_id, read.version, work, interpretation_id))
