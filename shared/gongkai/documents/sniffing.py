"""Is the content of the kind that the name says, and of no other kind besides?"""

from pathlib import Path
from typing import Final

import puremagic

from gongkai.documents import kinds
from gongkai.documents.kinds import FileKind
from gongkai.documents.refusals import FileEncrypted, FileKindMismatch

HEAD: Final = 1024
"""Readers of PDF take a file for theirs if its mark stands anywhere in these first bytes."""
TAIL: Final = 66_000
"""Readers of zip look this far back for its end."""
OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
ZIPPED: Final = frozenset({kinds.DOCX.media_type, kinds.XLSX.media_type})
STARTS: Final[dict[str, tuple[bytes, ...]]] = {
    kinds.DOCX.media_type: (b"PK\x03\x04",),
    kinds.XLSX.media_type: (b"PK\x03\x04",),
    kinds.PDF.media_type: (b"%PDF-",),
    kinds.PNG.media_type: (b"\x89PNG\r\n\x1a\n",),
    kinds.JPG.media_type: (b"\xff\xd8\xff",),
    kinds.MP3.media_type: (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"),
}
NOT_TEXT: Final = (
    *(start for starts in STARTS.values() for start in starts if start != b"ID3"),
    *(OLE2, b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"{\\rtf", b"#!"),
    *(b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script"),
)


def require_kind(path: Path, kind: FileKind) -> None:
    """Refuse a file whose first bytes are another kind's, or that is a second kind at the same time."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    if not _starts_as(head, kind):
        raise _mismatch(path, head, kind)
    if kind.media_type not in ZIPPED and b"PK\x05\x06" in tail:
        raise FileKindMismatch("文件中夹带了压缩包，不能接收。请重新导出后再上传。")
    if kind != kinds.PDF and b"%PDF-" in head:
        raise FileKindMismatch("文件同时是另一种格式（PDF），不能接收。请重新导出后再上传。")


def _starts_as(head: bytes, kind: FileKind) -> bool:
    if kind == kinds.MP4:
        return head[4:8] == b"ftyp"
    if kind == kinds.TXT:
        return not head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(tuple(s.lower() for s in NOT_TEXT))
    return head.startswith(STARTS[kind.media_type])


def _mismatch(path: Path, head: bytes, kind: FileKind) -> FileEncrypted | FileKindMismatch:
    if head.startswith(OLE2):
        with path.open("rb") as file:
            if LOCKED_OFFICE in file.read():
                return FileEncrypted("文件设有密码，无法检查。请去掉密码后再上传。")
        return FileKindMismatch(
            f"文件名是 {kind.suffix}，内容却是旧版 Office 文件（可能带宏）。请另存为新格式后再上传。"
        )
    seems = _seems(head)
    return FileKindMismatch(f"文件名是 {kind.suffix}，内容却{seems}。请检查是否选错了文件，或改名、截断过。")


def _seems(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "不是这种格式"
    best = max(found, key=lambda match: match.confidence, default=None)
    return f"像是 {best.extension} 文件" if best and best.extension else "不是这种格式"
