"""What comes with the sheet of a policy: its fields, perhaps a Word document for the body, and what was asked for."""

import asyncio
from dataclasses import dataclass
from typing import Final, Self

from fastapi import Request
from starlette.datastructures import UploadFile

from gongkai.documents.kinds import DOCX
from gongkai.documents.refusals import FileKindNotAllowed
from gongkai.http.bodies.uploads import form_with_file, keep_form_file
from gongkai.refusals import Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running
from policy_service.policy.domain.draft import BodyFormat
from policy_service.policy.domain.policy import Policy
from policy_service.word_import.domain import word_document
from policy_service.word_import.domain.word_document import WordBody

LARGEST: Final = 3 * DOCX.largest
"""More than a document may have: one that is too large is refused beside its field, and nothing typed is lost."""


@dataclass(slots=True)
class Sent:
    """`left_behind` is what a document that was just read held besides words; `shown` the preview, if one was asked
    for."""

    typed: dict[str, str]
    left_behind: tuple[str, ...] | None = None
    refusal: Refusal | None = None
    document_refused: bool = False
    shown: Policy | None = None

    @property
    def brought_a_document(self) -> bool:
        """A body that was just read is looked at before it is saved."""
        return self.document_refused or self.left_behind is not None

    @property
    def asks_to_look(self) -> bool:
        """Whether to show it rather than to save it."""
        return self.typed.get("do") == "preview"

    def refused(self, refusal: Refusal) -> Self:
        """With what was said against it."""
        self.refusal = refusal
        return self


async def sent_sheet(request: Request, running: Running) -> Sent:
    """The form; a document that cannot be read is refused, and the rest of the form is as it was."""
    async with form_with_file(request, "document") as (file, typed):
        if file is None:
            return Sent(typed)
        try:
            document = await _read(file, running)
        except Refusal as refusal:
            return Sent(typed, refusal=refusal, document_refused=True)
    words = {"body": document.html, "body_format": str(BodyFormat.html)}
    return Sent(typed | words, left_behind=document.cautions)


async def _read(file: UploadFile, running: Running) -> WordBody:
    if not (file.filename or "").lower().endswith(DOCX.suffix):
        raise FileKindNotAllowed("正文只能从 Word 文档（.docx）读入；其他文件请作为附件上传。")
    blobs = blob_store_of(running)
    examined = await keep_form_file(file, blobs, DOCX.largest)
    return await asyncio.to_thread(word_document.read, await blobs.bytes_of(examined.sha256))
