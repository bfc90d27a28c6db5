"""A form with a file: its fields as typed, and the file as examined or refused."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import MP4
from gongkai.http.bodies.uploads import form_with_file, keep_form_file
from gongkai.refusals import Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime

FIELD: Final = "file"


@dataclass(slots=True)
class SubmittedFile:
    """A form that was sent. `examined` is its file, if there is one; `refusal` is of the file, or later of the form."""

    typed: dict[str, str]
    examined: ExaminedFile | None = None
    refusal: Refusal | None = None
    file_refused: bool = False


async def read_submitted_file(request: Request, running: ServiceRuntime) -> SubmittedFile:
    """The form; a file that is refused leaves the rest of the form as it was. What is put to a policy goes public."""
    async with form_with_file(request, FIELD) as (file, typed):
        if file is None:
            return SubmittedFile(typed)
        try:
            return SubmittedFile(
                typed, await keep_form_file(file, blob_store_of(running), MP4.largest, goes_public=True)
            )
        except Refusal as refusal:
            return SubmittedFile(typed, refusal=refusal, file_refused=True)
