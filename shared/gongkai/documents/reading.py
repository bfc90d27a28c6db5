"""What a reader of one kind of file brings back, and how it reads on."""

from dataclasses import dataclass
from typing import IO, Final

from gongkai.documents.refusals import FileUnreadable

CUT_OFF: Final = "文件不完整或已损坏。请重新导出后再上传。"


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a file, pages separated by form feeds, and whether a part of it can only be seen."""

    text: str = ""
    scanned: bool = False


def read_exactly(file: IO[bytes], length: int) -> bytes:
    """The next bytes; raises FileUnreadable if the file ends before."""
    data = file.read(length)
    if len(data) != length:
        raise FileUnreadable(CUT_OFF)
    return data
