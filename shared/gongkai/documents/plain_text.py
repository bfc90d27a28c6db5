"""Text files, in the encodings that Chinese offices write: UTF-8, GB18030, and UTF-16 where it says so."""

import re
from pathlib import Path
from typing import Final

from gongkai.documents.reading import DocumentText
from gongkai.documents.refusals import FileKindMismatch, FileUnreadable

NO_TEXT: Final = "文件名是 .txt，内容却不是文本。"
MARKED_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def read_text(path: Path) -> DocumentText:
    """The text; what holds control characters is no text."""
    data = path.read_bytes()
    if b"\0" in data and not data.startswith(MARKED_UTF_16):
        raise FileKindMismatch(NO_TEXT)
    text = _decoded(data)
    if CONTROLS.search(text):
        raise FileKindMismatch(NO_TEXT)
    return DocumentText(text)


def _decoded(data: bytes) -> str:
    if data.startswith(MARKED_UTF_16):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable("看不出这个文本文件的编码。请用 UTF-8 或 GB18030 保存后再上传。")
