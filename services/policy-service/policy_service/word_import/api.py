"""The body of a policy read from a Word document, over REST."""

import asyncio
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response

from gongkai.documents.kinds import DOCX
from gongkai.http.access import Takes
from gongkai.http.bodies.uploads import receive_file
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.etag import IfMatch
from gongkai.http.router import Router
from gongkai.runtime.blobs import blob_store_of
from policy_service.policy.api import WordDocumentTaken, expect_version, staff_who_may, with_etag
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.word_import.domain import word_document
from policy_service.word_import.usecases import take_word_document

router = Router(prefix="/api/v1/policies/{policy_id}", tags=["policies"])
TAKES_DOCUMENT: Final = staff_who_may(PolicyAct.revise, takes=Takes.stream, largest=DOCX.largest)


@router.post("/word-document", guard=TAKES_DOCUMENT, response_model=WordDocumentTaken)
async def post_word_document(
    policy_id: UUID, request: Request, read: IfMatch, response: Response, running: RuntimeDep, actor: ActorDep
) -> dict[str, Any]:
    """Read the body from a .docx, sent as the whole request body."""
    await expect_version(running, policy_id, read.version, actor)
    blobs = blob_store_of(running)
    examined = await receive_file(request, blobs, name="body.docx", largest=DOCX.largest, goes_public=False)
    document = await asyncio.to_thread(word_document.read, await blobs.bytes_of(examined.sha256))
    async with running.work(actor) as work:
        policy = await take_word_document(policy_id, document, read.version, work)
    return {"policy": with_etag(response, policy), "cautions": document.cautions}
