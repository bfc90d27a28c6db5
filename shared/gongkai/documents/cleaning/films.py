"""Films reduced to picture and sound, byte for byte in their places: the rest is overwritten, so no offset moves."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from gongkai.documents.reading import CUT_OFF, read_exactly
from gongkai.documents.refusals import FileUnreadable

IN_FRAGMENTS: Final = "视频是分段的 MP4，无法去除其中的附加信息。请另存为普通 MP4 后再上传。"
FILE: Final = b""
KEPT: Final[dict[bytes, frozenset[bytes]]] = {
    FILE: frozenset({b"ftyp", b"moov", b"mdat"}),
    b"moov": frozenset({b"mvhd", b"iods", b"trak"}),
    b"trak": frozenset({b"tkhd", b"tref", b"edts", b"mdia"}),
    b"edts": frozenset({b"elst"}),
    b"mdia": frozenset({b"mdhd", b"elng", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"gmhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"stps", b"sdtp"}
        | {b"sgpd", b"sbgp"}
    ),
}
"""The boxes that a player needs, by the box around them; `udta`, `meta`, `uuid` and all others are not among them."""
FRAGMENTS: Final = frozenset({b"moof", b"mvex"})
SHOWN: Final = frozenset({b"vide", b"soun"})
"""Handlers of tracks with picture or sound; those of subtitles, places and other readings go."""
BLANK: Final = b"free"
NAME_OF_HANDLER: Final = 24
PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Box:
    """One box: where it starts, where its content begins, where it ends."""

    kind: bytes
    start: int
    content: int
    end: int


def boxes_in(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes that fill a stretch of the file, one after the other."""
    while start < end:
        file.seek(start)
        length, kind = int.from_bytes(read_exactly(file, 4), "big"), read_exactly(file, 4)
        content = start + 8
        if length == 1:
            length, content = int.from_bytes(read_exactly(file, 8), "big"), start + 16
        length = length or end - start
        if content > start + length or start + length > end:
            raise FileUnreadable(CUT_OFF)
        yield Box(kind, start, content, start + length)
        start += length


def blank_all_but_film(path: Path) -> None:
    """Blank every box, track and stretch of data that is neither picture nor sound; raises FileUnreadable if neither
    is there, or if the film is in fragments."""
    with path.open("r+b") as file:
        size = file.seek(0, 2)
        tracks = [track for box in _kept(file, FILE, 0, size) if box.kind == b"moov" for track in _tracks(file, box)]
        if not tracks:
            raise FileUnreadable(CUT_OFF)
        taken = sorted(stretch for track in tracks for stretch in _samples(file, track))
        for box in boxes_in(file, 0, size):
            if box.kind == b"mdat":
                _blank_between(file, taken, box)


def _kept(file: IO[bytes], around: bytes, start: int, end: int) -> list[Box]:
    """The boxes that stay within another; the others are blanked."""
    kept = []
    for box in list(boxes_in(file, start, end)):
        if box.kind in FRAGMENTS:
            raise FileUnreadable(IN_FRAGMENTS)
        if box.kind in KEPT[around]:
            kept.append(box)
        else:
            _blank_box(file, box)
    return kept


def _tracks(file: IO[bytes], moov: Box) -> Iterator[dict[bytes, Box]]:
    """The boxes of each track with picture or sound, by their kind."""
    for track in _kept(file, b"moov", moov.content, moov.end):
        if track.kind == b"trak":
            boxes = {box.kind: box for box in _below(file, track)}
            if _handler(file, boxes) in SHOWN:
                yield boxes
            else:
                _blank_box(file, track)


def _below(file: IO[bytes], around: Box) -> Iterator[Box]:
    """Every box within another, at any depth; names of handlers and places of outside data are blanked on the way."""
    for box in _kept(file, around.kind, around.content, around.end):
        if box.kind == b"hdlr":
            _blank(file, min(box.content + NAME_OF_HANDLER, box.end), box.end)
        elif box.kind == b"dref":
            _bring_inside(file, box)
        if box.kind in KEPT:
            yield from _below(file, box)
        if (
            around.kind != b"minf" or box.kind != b"hdlr"
        ):  # there QuickTime says how data are reached, not what they are
            yield box


def _bring_inside(file: IO[bytes], dref: Box) -> None:
    """Every reference to data says that they lie in this file."""
    for entry in boxes_in(file, dref.content + 8, dref.end):
        file.seek(entry.content)
        file.write(b"\0\0\0\1")
        _blank(file, entry.content + 4, entry.end)


def _handler(file: IO[bytes], boxes: dict[bytes, Box]) -> bytes:
    if b"hdlr" not in boxes:
        return b""
    file.seek(boxes[b"hdlr"].content + 8)
    return file.read(4)


def _samples(file: IO[bytes], track: dict[bytes, Box]) -> Iterator[tuple[int, int]]:
    """Where the samples of a track lie, chunk by chunk (ISO/IEC 14496-12, 8.7)."""
    table = b"co64" if b"co64" in track else b"stco"
    if not {table, b"stsc", b"stsz"} <= track.keys():
        raise FileUnreadable(CUT_OFF)
    chunks = _numbers(file, track[table], ">Q" if table == b"co64" else ">L")
    runs = _numbers(file, track[b"stsc"], ">LLL")
    file.seek(track[b"stsz"].content + 4)
    each, count = struct.unpack(">LL", read_exactly(file, 8))
    sizes = [] if each else [size for (size,) in _numbers(file, track[b"stsz"], ">L", skipped=8)]
    sample, run = 0, 0
    for number, (start,) in enumerate(chunks, 1):
        while run + 1 < len(runs) and number >= runs[run + 1][0]:
            run += 1
        until = min(count, sample + (runs[run][1] if runs else 0))
        length = each * (until - sample) if each else sum(sizes[sample:until])
        yield start, start + length
        sample = until


def _numbers(file: IO[bytes], box: Box, row: str, skipped: int = 4) -> list[tuple[int, ...]]:
    """The rows of a table with their count before them."""
    file.seek(box.content + skipped)
    count = int.from_bytes(read_exactly(file, 4), "big")
    length = count * struct.calcsize(row)
    if length > box.end - box.content:
        raise FileUnreadable(CUT_OFF)
    return list(struct.iter_unpack(row, read_exactly(file, length)))


def _blank_between(file: IO[bytes], taken: list[tuple[int, int]], box: Box) -> None:
    """Blank what no sample takes of a stretch of data."""
    place = box.content
    for start, end in taken:
        if start >= box.end:
            break
        if end > place:
            _blank(file, place, min(start, box.end))
            place = end
    _blank(file, place, box.end)


def _blank_box(file: IO[bytes], box: Box) -> None:
    file.seek(box.start + 4)
    file.write(BLANK)
    _blank(file, box.content, box.end)


def _blank(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    while start < end:
        start += file.write(bytes(min(PIECE, end - start)))
