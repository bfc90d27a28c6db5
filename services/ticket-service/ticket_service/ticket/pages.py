"""A form with a file in it: what was typed, and the file examined or refused."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from gongkai.documents.examined import ExaminedFile
from gongkai.http.bodies.uploads import receive_form_file
from gongkai.refusals import Ground, Point, Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running

FIELD: Final = "file"


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "no-file-chosen"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """What came with the form, if the file may be kept."""

    examined: ExaminedFile
    typed: dict[str, str]


async def uploaded_file(request: Request, running: Running, largest: int) -> UploadedFile:
    """The form and its file, kept as it came: it is evidence. What is wrong with the file stands beside its field."""
    try:
        examined, typed = await receive_form_file(request, FIELD, blob_store_of(running), largest, goes_public=False)
    except Refusal as refusal:
        raise at_the_field(refusal) from None
    if examined is None:
        words = "请选择要上传的文件"
        raise NoFileChosen(f"{words}。", points=[Point(f"/{FIELD}", NoFileChosen.code, words)])
    return UploadedFile(examined, typed)


def at_the_field(refusal: Refusal) -> Refusal:
    """The same refusal, said beside the field of the file."""
    return type(refusal)(refusal.detail, points=[Point(f"/{FIELD}", refusal.code, refusal.detail)])
