"""A form with a file in it: what was typed, and the file examined or refused."""

from dataclasses import dataclass
from typing import Final

from fastapi import Request

from gongkai.documents.examined import Examined
from gongkai.files.blob_store import vault_of
from gongkai.http.bodies.uploads import uploaded_in_form
from gongkai.refusals import Ground, Point, Refusal
from gongkai.runtime.service import Running

FIELD: Final = "file"


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "no-file-chosen"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class SentFile:
    """What came with the form, if the file may be kept."""

    examined: Examined
    typed: dict[str, str]


async def sent_file(request: Request, running: Running, largest: int) -> SentFile:
    """The form and its file; what is wrong with the file stands beside its field."""
    try:
        examined, typed = await uploaded_in_form(request, FIELD, vault_of(running), largest)
    except Refusal as refusal:
        raise at_the_field(refusal) from None
    if examined is None:
        words = "请选择要上传的文件"
        raise NoFileChosen(f"{words}。", points=[Point(f"/{FIELD}", NoFileChosen.code, words)])
    return SentFile(examined, typed)


def at_the_field(refusal: Refusal) -> Refusal:
    """The same refusal, said beside the field of the file."""
    return type(refusal)(refusal.detail, points=[Point(f"/{FIELD}", refusal.code, refusal.detail)])
