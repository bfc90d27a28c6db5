"""Pictures, sound and video: whole from start to end, and the words that their makers' tools put into them."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from gongkai.documents.cleaning.films import boxes_in
from gongkai.documents.cleaning.pictures import PIXELS, require_jpeg, require_png
from gongkai.documents.reading import CUT_OFF, DocumentText, read_exactly
from gongkai.documents.refusals import FileIsBomb, FileKindMismatch, FileUnreadable

MOST_OF_TAG: Final = 1024 * 1024
BRANDS: Final = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso3",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"dash",
        b"M4V ",
        b"MSNV",
        b"f4v ",
    }
)
READABLE: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{6,}")
PNG_WORDS: Final = frozenset({b"tEXt", b"iTXt", b"zTXt", b"eXIf"})
STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers of a JPEG that have no length."""


def read_png(path: Path) -> DocumentText:
    """Chunk by chunk, each with its check sum, up to the end chunk; then the picture in them."""
    words: list[str] = []
    with path.open("rb") as file:
        file.seek(8)
        kind = b""
        while kind != b"IEND":
            length, kind = int.from_bytes(read_exactly(file, 4)), read_exactly(file, 4)
            data = read_exactly(file, length)
            if zlib.crc32(kind + data) != int.from_bytes(read_exactly(file, 4)):
                raise FileUnreadable(CUT_OFF)
            if kind == b"IHDR":
                _require_size(int.from_bytes(data[:4]), int.from_bytes(data[4:8]))
            if kind in PNG_WORDS:
                words.append(_png_words(kind, data))
        if file.read(1):
            raise FileKindMismatch("图片末尾附有别的内容，不能接收。请重新导出后再上传。")
    require_png(path)
    return DocumentText("\n".join(word for word in words if word), scanned=True)


def read_jpeg(path: Path) -> DocumentText:
    """Segment by segment up to the picture, which must have an end and be whole."""
    words: list[str] = []
    with path.open("rb") as file:
        file.seek(2)
        for marker, data in _segments(file):
            if marker == 0xFE or 0xE1 <= marker <= 0xEF:
                words.append(_readable(data))
            elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                _require_size(int.from_bytes(data[3:5]), int.from_bytes(data[1:3]))
        if b"\xff\xd9" not in file.read():
            raise FileUnreadable(CUT_OFF)
    require_jpeg(path)
    return DocumentText("\n".join(word for word in words if word), scanned=True)


def read_mp4(path: Path) -> DocumentText:
    """Box by box: together they fill the file, and one of them is the table of the film."""
    found: set[bytes] = set()
    words = ""
    with path.open("rb") as file:
        for box in boxes_in(file, 0, path.stat().st_size):
            found.add(box.kind)
            file.seek(box.content)
            if box.kind == b"ftyp" and read_exactly(file, 4) not in BRANDS:
                raise FileKindMismatch("文件名是 .mp4，内容却是另一种视频或图片格式。请转换为 MP4 后再上传。")
            if box.kind == b"moov":
                words = _tags(read_exactly(file, min(box.end - box.content, 8 * MOST_OF_TAG)))
    if not {b"moov", b"mdat"} <= found:
        raise FileUnreadable(CUT_OFF)
    return DocumentText(words)


def read_mp3(path: Path) -> DocumentText:
    """The tag at the start, and after it a frame of sound."""
    with path.open("rb") as file:
        head = file.read(10)
        words = ""
        if head.startswith(b"ID3"):
            length = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            tag = read_exactly(file, length)
            words = "\n".join((_readable(tag[:MOST_OF_TAG]), _readable(tag[:MOST_OF_TAG], "utf-16")))
        else:
            file.seek(0)
        sound = file.read(4096).lstrip(b"\0")
    if len(sound) < 4 or sound[0] != 0xFF or sound[1] & 0xE0 != 0xE0:
        raise FileUnreadable("文件中没有可以播放的 MP3 声音，可能已损坏。请重新导出后再上传。")
    return DocumentText(words)


def _segments(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG before the picture itself."""
    while True:
        if read_exactly(file, 1) != b"\xff":
            raise FileUnreadable(CUT_OFF)
        marker = 0xFF
        while marker == 0xFF:
            marker = read_exactly(file, 1)[0]
        if marker in STANDALONE:
            continue
        if marker == 0xD9:
            raise FileUnreadable(CUT_OFF)
        yield marker, read_exactly(file, max(0, int.from_bytes(read_exactly(file, 2)) - 2))
        if marker == 0xDA:
            return


def _png_words(kind: bytes, data: bytes) -> str:
    if kind == b"zTXt" or (kind == b"iTXt" and b"\0\x01\0" in data[:90]):
        packed = data[data.find(b"\x78") :]
        data = data[:80] + zlib.decompressobj().decompress(packed, MOST_OF_TAG)
    return _readable(data)


def _tags(film: bytes) -> str:
    """The words in the user data of a film."""
    place = film.find(b"udta")
    return _readable(film[place : place + MOST_OF_TAG]) if place >= 0 else ""


def _readable(data: bytes, encoding: str = "utf-8") -> str:
    """The runs of characters in bytes that are half text."""
    return "\n".join(READABLE.findall(data.decode(encoding, "replace")))


def _require_size(width: int, height: int) -> None:
    if not 0 < width * height <= PIXELS:
        raise FileIsBomb("图片的长宽大得不合常理，不能接收。请缩小后再上传。")
