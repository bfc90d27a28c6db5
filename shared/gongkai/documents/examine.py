"""Examines one file whole: is it what it says, does it act by itself, and what can be read in it."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from gongkai.documents import kinds
from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import FileKind, kind_of
from gongkai.documents.media import read_jpeg, read_mp3, read_mp4, read_png
from gongkai.documents.naming import safe_name
from gongkai.documents.office_document import read_docx, read_xlsx
from gongkai.documents.pdf_document import read_pdf
from gongkai.documents.plain_text import read_text
from gongkai.documents.reading import DocumentText
from gongkai.documents.refusals import FileEmpty, FileTooLarge, FileUnreadable
from gongkai.documents.sniffing import require_kind
from gongkai.refusals import Refusal

MOST_TEXT: Final = 5_000_000
"""Characters; a thousand pages have about a million."""

READERS: Final[dict[str, Callable[[Path], DocumentText]]] = {
    kinds.DOCX.media_type: read_docx,
    kinds.XLSX.media_type: read_xlsx,
    kinds.PDF.media_type: read_pdf,
    kinds.PNG.media_type: read_png,
    kinds.JPG.media_type: read_jpeg,
    kinds.MP4.media_type: read_mp4,
    kinds.MP3.media_type: read_mp3,
    kinds.TXT.media_type: read_text,
}


def examine(path: Path, name: str) -> ExaminedFile:
    """What is known of the file at `path` that its sender calls `name`; raises the refusal of what may not be kept.

    Hostile input may make this slow or large: call it through `gongkai.files.examiner_process`.
    """
    safe = safe_name(name)
    kind = kind_of(safe)
    _require_size(path, kind)
    require_kind(path, kind)
    read = _read(path, kind)
    if len(read.text) > MOST_TEXT:
        raise FileTooLarge("文件里的文字太多，请拆成几个文件上传。")
    return ExaminedFile(
        name=safe,
        media_type=kind.media_type,
        suffix=kind.suffix,
        size=path.stat().st_size,
        sha256=_digest(path),
        text=_storable(read.text),
        scanned=read.scanned,
    )


def _require_size(path: Path, kind: FileKind) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty("这是一个空文件。")
    if size > kind.largest:
        raise FileTooLarge(f"文件太大：{kind.suffix} 文件最大 {kind.largest // kinds.MEBIBYTE} MB。")


def _read(path: Path, kind: FileKind) -> DocumentText:
    try:
        return READERS[kind.media_type](path)
    except (Refusal, MemoryError):
        raise
    except Exception as error:  # whatever a parser trips over: the file is not as it should be
        raise FileUnreadable("文件已损坏或不完整，无法读取。请重新导出后再上传。") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _storable(text: str) -> str:
    """The text as a database takes it: no NUL, no halves of characters."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
