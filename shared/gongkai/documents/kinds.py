"""Which kinds of file the bureau takes, and how large each may be."""

from dataclasses import dataclass
from typing import Final

from gongkai.documents.refusals import FileKindNotAllowed

MEBIBYTE: Final = 1024 * 1024
ALLOWED_WORDS: Final = (
    "PDF、Word（.docx）、Excel（.xlsx）、图片（.png、.jpg）、视频（.mp4）、音频（.mp3）、文本（.txt）"
)
OLD_OFFICE: Final = frozenset({".doc", ".xls", ".ppt", ".wps", ".et"})
WITH_MACROS: Final = frozenset({".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm"})


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind: what it is called on the wire, its largest size in bytes, and whether browsers may show it in place."""

    suffix: str
    media_type: str
    largest: int
    shown_in_place: bool = False


OPEN_XML: Final = "application/vnd.openxmlformats-officedocument"
DOCX: Final = FileKind(".docx", f"{OPEN_XML}.wordprocessingml.document", 20 * MEBIBYTE)
XLSX: Final = FileKind(".xlsx", f"{OPEN_XML}.spreadsheetml.sheet", 20 * MEBIBYTE)
PDF: Final = FileKind(".pdf", "application/pdf", 50 * MEBIBYTE)
PNG: Final = FileKind(".png", "image/png", 10 * MEBIBYTE, shown_in_place=True)
JPG: Final = FileKind(".jpg", "image/jpeg", 10 * MEBIBYTE, shown_in_place=True)
JPEG: Final = FileKind(".jpeg", "image/jpeg", 10 * MEBIBYTE, shown_in_place=True)
MP4: Final = FileKind(".mp4", "video/mp4", 100 * MEBIBYTE, shown_in_place=True)
MP3: Final = FileKind(".mp3", "audio/mpeg", 50 * MEBIBYTE, shown_in_place=True)
TXT: Final = FileKind(".txt", "text/plain", 2 * MEBIBYTE)

ALLOWED: Final[dict[str, FileKind]] = {kind.suffix: kind for kind in (DOCX, XLSX, PDF, PNG, JPG, JPEG, MP4, MP3, TXT)}
SHOWN_IN_PLACE: Final = frozenset(kind.media_type for kind in ALLOWED.values() if kind.shown_in_place)


def suffix_of(name: str) -> str:
    """The ending of a name with its dot, in lower case; empty if it has none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def kind_of(name: str) -> FileKind:
    """The kind that a (safe) name claims; refuses every other."""
    suffix = suffix_of(name)
    if kind := ALLOWED.get(suffix):
        return kind
    if suffix in WITH_MACROS:
        raise FileKindNotAllowed(f"不收带宏的文件，请另存为不含宏的格式。可以上传：{ALLOWED_WORDS}。")
    if suffix in OLD_OFFICE:
        raise FileKindNotAllowed(f"不收旧版格式的文件，请另存为 .docx、.xlsx 或 PDF。可以上传：{ALLOWED_WORDS}。")
    raise FileKindNotAllowed(f"不收这种类型的文件。可以上传：{ALLOWED_WORDS}。")
