"""Forms as browsers and scripts send them: their text is read in the encoding that they declare, or refused in words.

A browser writes in UTF-8, since our pages do; scripts write in GBK as well. The parsers of Starlette make of bytes that
do not fit what they can; here nobody gets a receipt for words that were lost on the way.
"""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote_to_bytes

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from gongkai.http.bodies.json_body import MOST_FIELDS, MalformedRequest

CODECS: Final[Mapping[str, str]] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}
"""Encodings by the names that are declared; no other name reaches a codec."""
CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)
UNREADABLE: Final = "提交的文字不是所声明的编码（未声明的按UTF-8），没有保存。请用UTF-8编码重新提交。"
UNKNOWN: Final = "不认识提交内容所声明的文字编码，没有保存。请用UTF-8编码重新提交。"


@asynccontextmanager
async def form_of(request: Request, *, max_files: int, max_fields: int = MOST_FIELDS) -> AsyncIterator[FormData]:
    """What a form holds. Raises MalformedRequest for text in another encoding than the declared one, and for one that
    we do not read."""
    declared = request.headers.get("content-type", "")
    codec = _codec(declared)
    kind = declared.partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            form = await _Parts(request.headers, request.stream(), max_files=max_files, max_fields=max_fields).parse()
        elif kind == "application/x-www-form-urlencoded":
            form = await _Fields(request, codec, max_fields).parse()
        else:
            form = FormData()
    except UnicodeDecodeError:
        raise MalformedRequest(UNREADABLE) from None
    except MultiPartException:
        raise HTTPException(400) from None
    try:
        yield form
    finally:
        await form.close()


def _codec(declared: str) -> str:
    named = CHARSET.search(declared)
    codec = CODECS.get(named[1].lower()) if named else "utf-8"
    if codec is None:
        raise MalformedRequest(UNKNOWN)
    return codec


class _Fields(FormParser):
    """Fields of an address-like body, decoded as declared and strictly."""

    def __init__(self, request: Request, codec: str, max_fields: int) -> None:
        super().__init__(request.headers, request.stream(), max_fields=max_fields)
        self._codec = codec

    def on_field_end(self) -> None:
        super().on_field_end()
        self._items[-1] = (self._text(self._field_name), self._text(self._field_value))

    def _text(self, typed: bytes | bytearray) -> str:
        return unquote_to_bytes(bytes(typed).replace(b"+", b" ")).decode(self._codec)


class _Parts(MultiPartParser):
    """Parts of a body with files, whose names and texts have to be what is declared."""

    def on_headers_finished(self) -> None:
        (self._current_part.content_disposition or b"").decode(self._charset)
        super().on_headers_finished()

    def on_part_end(self) -> None:
        if self._current_part.file is None:
            bytes(self._current_part.data).decode(self._charset)
        super().on_part_end()
