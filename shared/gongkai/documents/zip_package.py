"""The zip container of an Office file, read so that what it declares and what it holds are the same.

Python's own `zipfile` reads the table of contents only; entries are unpacked here, because a reader that trusts
declared sizes sees another file than one that does not.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from gongkai.documents.refusals import FileEncrypted, FileIsBomb, FileKindMismatch, FileUnreadable

MOST_ENTRIES: Final = 3000
MOST_UNPACKED: Final = 128 * 1024 * 1024
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 1024 * 1024
"""Bytes unpacked; below, any ratio is harmless."""
BETWEEN_ENTRIES: Final = 24
"""Bytes that may follow an entry: its data descriptor."""
PIECE: Final = 64 * 1024

END: Final = struct.Struct("<4s4H2LH")
LOCAL: Final = struct.Struct("<4s5H3L2H")
END_MARK: Final = b"PK\x05\x06"
LOCAL_MARK: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1
SIZES_FOLLOW: Final = 0x8
UNKNOWN: Final = (0, 0xFFFF_FFFF)

DAMAGED: Final = "文件已损坏或不完整，无法解开。请重新导出后再上传。"
BOMB: Final = "文件解开后大得不合常理（压缩炸弹），不能接收。"
HIDDEN: Final = "文件中夹带了目录以外的内容，不能接收。请重新导出后再上传。"


class Package:
    """The entries of a container that was found in order."""

    def __init__(self, file: IO[bytes], entries: dict[str, zipfile.ZipInfo]) -> None:
        self._file = file
        self._entries = entries

    @property
    def names(self) -> list[str]:
        """Every part."""
        return list(self._entries)

    def open(self, name: str) -> "PackagePart":
        """A part, to be read from start to end."""
        return PackagePart(self._file, self._entries[name])

    def read(self, name: str) -> bytes:
        """A whole part; for small ones."""
        part = self.open(name)
        return b"".join(iter(lambda: part.read(PIECE), b""))


class PackagePart:
    """Unpacks one entry piece by piece; at its end, size and check sum must be those declared."""

    def __init__(self, file: IO[bytes], entry: zipfile.ZipInfo) -> None:
        self._file = file
        self._entry = entry
        self._place = entry.header_offset + _header_length(file, entry)
        self._packed_left = entry.compress_size
        self._inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        self._ahead = b""
        self._size = 0
        self._sum = 0

    def read(self, size: int = -1) -> bytes:
        """The next piece, empty at the end; `size` bounds it."""
        piece = self._next(size if size > 0 else PIECE)
        self._size += len(piece)
        self._sum = zlib.crc32(piece, self._sum)
        if self._size > self._entry.file_size:
            raise FileIsBomb(BOMB)
        if not piece and (self._size, self._sum) != (self._entry.file_size, self._entry.CRC):
            raise FileUnreadable(DAMAGED)
        return piece

    def _next(self, size: int) -> bytes:
        if self._inflate is None:
            return self._packed(size)
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._packed(PIECE)
            if piece := self._inflate.decompress(packed, size):
                return piece
            if not packed:
                raise FileUnreadable(DAMAGED)
        if self._inflate.unused_data or self._packed_left:
            raise FileKindMismatch(HIDDEN)
        return b""

    def _packed(self, size: int) -> bytes:
        self._file.seek(self._place)
        packed = self._file.read(min(size, self._packed_left))
        self._place += len(packed)
        self._packed_left -= len(packed)
        return packed


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a container; refuses bombs, entries on top of each other, hidden bytes, passwords and tricks with names."""
    with path.open("rb") as file:
        directory = _require_end(file)
        try:
            entries = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, NotImplementedError, struct.error) as error:
            raise FileUnreadable(DAMAGED) from error
        _require_sound(entries)
        _require_no_gaps(file, entries, directory)
        yield Package(file, {entry.filename: entry for entry in entries if not entry.is_dir()})


def _require_end(file: IO[bytes]) -> int:
    """Where the table of contents begins; it and its end record must be the last bytes of the file."""
    size = file.seek(0, 2)
    if size < END.size:
        raise FileUnreadable(DAMAGED)
    file.seek(size - END.size)
    mark, _, _, _, count, length, start, _ = END.unpack(file.read(END.size))
    if mark != END_MARK:
        raise FileUnreadable("文件已损坏、不完整，或末尾附有别的内容。请重新导出后再上传。")
    if count > MOST_ENTRIES:
        raise FileIsBomb(f"文件中含有 {count} 个以上的部件，远超正常文件。" if count < 0xFFFF else BOMB)
    if start + length != size - END.size:
        raise FileKindMismatch(HIDDEN)
    return int(start)


def _require_sound(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise FileIsBomb("文件中的部件远多于正常文件。")
    if len({entry.filename.lower() for entry in entries}) != len(entries):
        raise FileKindMismatch("文件中有同名的部件，不能接收。请重新导出后再上传。")
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & ENCRYPTED:
            raise FileEncrypted("文件设有密码，无法检查。请去掉密码后再上传。")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileUnreadable("文件使用了不常见的压缩方式，无法读取。请重新导出后再上传。")
        if name != entry.orig_filename or "\\" in name or name.startswith("/") or ".." in name.split("/"):
            raise FileKindMismatch("文件内部的部件名称异常，不能接收。")
        if entry.file_size > max(RATIO_COUNTS_FROM, MOST_RATIO * entry.compress_size):
            raise FileIsBomb(BOMB)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise FileIsBomb(BOMB)


def _require_no_gaps(file: IO[bytes], entries: list[zipfile.ZipInfo], directory: int) -> None:
    """Every byte before the table of contents belongs to one entry: nothing overlaps, nothing lies between."""
    place = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < place:
            raise FileIsBomb("文件中的部件相互重叠（压缩炸弹），不能接收。")
        if entry.header_offset - place > (BETWEEN_ENTRIES if place else 0):
            raise FileKindMismatch(HIDDEN)
        place = entry.header_offset + _header_length(file, entry) + entry.compress_size
    if not 0 <= directory - place <= BETWEEN_ENTRIES:
        raise FileIsBomb(BOMB) if place > directory else FileKindMismatch(HIDDEN)


def _header_length(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    """The length of an entry's own header, which must agree with the table of contents."""
    file.seek(entry.header_offset)
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size:
        raise FileUnreadable(DAMAGED)
    mark, _, flags, method, _, _, _, packed, size, name, extra = LOCAL.unpack(header)
    if mark != LOCAL_MARK:
        raise FileUnreadable(DAMAGED)
    told = (packed in (*UNKNOWN, entry.compress_size), size in (*UNKNOWN, entry.file_size))
    if method != entry.compress_type or (not flags & SIZES_FOLLOW and not all(told)):
        raise FileIsBomb("文件自报的大小前后不一，不能接收。请重新导出后再上传。")
    named = file.read(name).decode("utf-8" if flags & 0x800 else "cp437", "replace")
    if named != entry.orig_filename:
        raise FileKindMismatch("文件内部的部件名称异常，不能接收。")
    return LOCAL.size + int(name) + int(extra)
