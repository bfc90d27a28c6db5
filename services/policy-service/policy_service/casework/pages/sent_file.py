"""What comes with a form that has a file in it: the fields as typed, and the file as examined or refused."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import MP4
from gongkai.http.bodies.uploads import form_with_file, keep_form_file
from gongkai.refusals import Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running

FIELD: Final = "file"


@dataclass(slots=True)
class SentFile:
    """`examined` is the file that came, if one did; `refusal` what was said against it, or later against the form."""

    typed: dict[str, str]
    examined: ExaminedFile | None = None
    refusal: Refusal | None = None
    file_refused: bool = False


async def sent_file(request: Request, running: Running) -> SentFile:
    """The form; a file that is refused leaves the rest of the form as it was."""
    async with form_with_file(request, FIELD) as (file, typed):
        if file is None:
            return SentFile(typed)
        try:
            return SentFile(typed, await keep_form_file(file, blob_store_of(running), MP4.largest))
        except Refusal as refusal:
            return SentFile(typed, refusal=refusal, file_refused=True)
