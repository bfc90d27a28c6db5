"""Sound reduced to its frames: no tag, cover, comment or lyrics, wherever in the file they stand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gongkai.documents.refusals import FileUnreadable

HEADER: Final = 4
SAME_SOUND: Final = 0xFFFE_0C00
"""The bits of a header that stay the same from frame to frame: version, layer, sampling rate."""
LAYER_III: Final = 1
VERSION_1: Final = 3
RATES: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Samples a second by version (3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5)."""
KILOBITS_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KILOBITS_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
TAG: Final = b"ID3"
TAG_HEADER: Final = 10
HAS_FOOTER: Final = 0x10


def keep_frames(path: Path) -> None:
    """Write back the frames of an MP3 and nothing else; raises FileUnreadable if there is none."""
    data = path.read_bytes()
    frames = [data[start:end] for start, end in _frames(data)]
    if not frames:
        raise FileUnreadable("文件中没有可以播放的 MP3 声音，可能已损坏。请重新导出后再上传。")
    with path.open("wb") as file:
        file.writelines(frames)


def _frames(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each whole frame. What follows no frame counts as one only if another follows it in turn."""
    place, following, same = 0, False, None
    while place < len(data):
        length = _frame_length(data, place)
        sound = int.from_bytes(data[place : place + HEADER], "big") & SAME_SOUND
        end = place + length
        if length and end <= len(data) and same in (None, sound) and (following or _begins_frame(data, end, sound)):
            yield place, end
            place, following, same = end, True, sound
        else:
            place, following = _after_junk(data, place), False


def _after_junk(data: bytes, place: int) -> int:
    """Where the next frame or tag may begin."""
    if data.startswith(TAG, place):
        return max(place + 1, place + _tag_length(data, place))
    marks = [at for mark in (b"\xff", TAG) if (at := data.find(mark, place + 1)) >= 0]
    return min(marks, default=len(data))


def _begins_frame(data: bytes, place: int, sound: int) -> bool:
    """Whether a frame of the same sound begins there, or the file ends."""
    header = int.from_bytes(data[place : place + HEADER], "big")
    return place == len(data) or (header & SAME_SOUND == sound and _frame_length(data, place) > 0)


def _frame_length(data: bytes, place: int) -> int:
    """In bytes, of the frame of layer III that begins there; 0 if none does."""
    header = int.from_bytes(data[place : place + HEADER], "big")
    version, layer = header >> 19 & 3, header >> 17 & 3
    rate, kilobits = header >> 10 & 3, header >> 12 & 15
    if header >> 21 != 0x7FF or layer != LAYER_III or version not in RATES or rate == 3 or kilobits in (0, 15):
        return 0
    bits = 1000 * (KILOBITS_1 if version == VERSION_1 else KILOBITS_2)[kilobits]
    samples = 144 if version == VERSION_1 else 72
    return samples * bits // RATES[version][rate] + (header >> 9 & 1)


def _tag_length(data: bytes, place: int) -> int:
    head = data[place : place + TAG_HEADER]
    if len(head) < TAG_HEADER:
        return len(data)
    length = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    return TAG_HEADER + length + (TAG_HEADER if head[5] & HAS_FOOTER else 0)
