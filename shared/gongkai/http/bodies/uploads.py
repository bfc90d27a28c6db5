"""Files over HTTP: taken in as they arrive, and given out so that no browser runs what is in them.

A route that takes files has a guard with `takes=Takes.stream` and `largest` a little above the file's own bound. Its
endpoint opens its transaction only after the file is in (`running.work(actor)`, not `WorkDep`): an upload may last
minutes, and a connection to the database is not for waiting.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import StreamingResponse

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import MEBIBYTE, SHOWN_IN_PLACE
from gongkai.files.blob_store import BlobStore
from gongkai.files.file_index import StoredFile
from gongkai.http.bodies.forms import form_of
from gongkai.http.bodies.json_body import MalformedRequest

FORM_AROUND: Final = MEBIBYTE
"""Bytes that a form may have beside its file; for the rule's `largest`."""
LOCKED_DOWN: Final = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
ONE_RANGE: Final = re.compile(r"bytes=(\d{1,18})?-(\d{1,18})?")
PIECE: Final = 256 * 1024


async def receive_file(
    request: Request, blobs: BlobStore, *, name: str, largest: int, goes_public: bool
) -> ExaminedFile:
    """The file that is the request's whole body, examined and kept; `name` came as a parameter of the address."""
    return await blobs.keep(request.stream(), name, largest=largest, goes_public=goes_public)


async def receive_form_file(
    request: Request, field: str, blobs: BlobStore, largest: int, *, goes_public: bool
) -> tuple[ExaminedFile | None, dict[str, str]]:
    """The one file of a page's form, examined and kept (`None` if no file was chosen), and what else was typed."""
    async with form_with_file(request, field) as (file, typed):
        return (await keep_form_file(file, blobs, largest, goes_public=goes_public) if file else None), typed


@asynccontextmanager
async def form_with_file(request: Request, field: str) -> AsyncIterator[tuple[UploadFile | None, dict[str, str]]]:
    """A page's form with its one file, not examined yet, so that what was typed is not lost if the file is refused.
    Any other kind of form would be taken into memory whole, and here forms are large."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise MalformedRequest("这个表单要按带文件的方式提交。")
    async with form_of(request, max_files=1) as form:
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        if any("\0" in text for item in typed.items() for text in item):
            raise MalformedRequest("表单中含有不允许的字符。")
        file = form.get(field)
        chosen = isinstance(file, UploadFile) and (file.filename or file.size)
        yield (file if isinstance(file, UploadFile) and chosen else None), typed


async def keep_form_file(file: UploadFile, blobs: BlobStore, largest: int, *, goes_public: bool) -> ExaminedFile:
    """The file of a form, examined and kept."""
    return await blobs.keep(_pieces(file), file.filename or "", largest=largest, goes_public=goes_public)


async def file_answer(request: Request, stored: StoredFile, blobs: BlobStore) -> Response:
    """A file for its reader: pictures, sound and video may be shown in place, everything else is saved."""
    tag = f'"{stored.sha256}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "no-cache",
        "Content-Security-Policy": LOCKED_DOWN,
        "Content-Disposition": disposition(stored),
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in known.replace("W/", "").replace(" ", "").split(","):
        return Response(status_code=304, headers=headers)
    part = _wanted(request.headers, tag, stored.size)
    if part is None:
        chunks = await blobs.read(stored.sha256)
        headers["Content-Length"] = str(stored.size)
        return StreamingResponse(chunks, 200, headers, media_type=stored.media_type)
    start, end = part
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{stored.size}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    headers["Content-Length"] = str(end - start)
    chunks = await blobs.read(stored.sha256, start, end)
    return StreamingResponse(chunks, 206, headers, media_type=stored.media_type)


def disposition(stored: StoredFile) -> str:
    """How a browser takes it, with the Chinese name as RFC 5987 writes it and a plain one for old clients."""
    manner = "inline" if stored.media_type in SHOWN_IN_PLACE else "attachment"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", stored.name)
    return f"{manner}; filename=\"{plain}\"; filename*=UTF-8''{quote(stored.name, safe='')}"


def _wanted(headers: Mapping[str, str], tag: str, size: int) -> tuple[int, int] | None:
    """The one range asked for, as start and end (exclusive); `None`: the whole file."""
    asked = ONE_RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if asked is None or headers.get("if-range", tag) != tag or asked.groups() == (None, None):
        return None
    first, last = asked.groups()
    if first is None:
        return max(0, size - int(last)), size if int(last) else 0
    if last and int(last) < int(first):
        return None
    return int(first), min(size, int(last) + 1) if last else size


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(PIECE):
        yield piece
