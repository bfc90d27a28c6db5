"""Days, moments and files as the office writes them: Chinese words, Shanghai time."""

from datetime import date, datetime, timedelta
from typing import Final

from gongkai.worktime.days import SHANGHAI, office_day

WEEKDAYS: Final = "一二三四五六日"
NOTHING: Final = "—"
FILE_KINDS: Final = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "image": "图片",
    "video": "视频",
    "audio": "音频",
    "text": "文本",
}


def day(value: date | datetime | None) -> str:
    """2024年10月8日 星期二; an instant is written as its Shanghai day."""
    if value is None:
        return NOTHING
    shown = _shanghai_day(value)
    return f"{shown.year}年{shown.month}月{shown.day}日 星期{WEEKDAYS[shown.weekday()]}"


def moment(value: datetime | None) -> str:
    """2024年10月8日 09:00, Shanghai time."""
    if value is None:
        return NOTHING
    shown = value.astimezone(SHANGHAI)
    return f"{shown.year}年{shown.month}月{shown.day}日 {shown:%H:%M}"


def deadline(value: datetime | None) -> str:
    """An instant at which a limit has passed: midnight is 24:00 of the day before, as the law counts."""
    if value is None:
        return NOTHING
    if value.astimezone(SHANGHAI).strftime("%H:%M:%S") != "00:00:00":
        return f"{moment(value)}前"
    last = office_day(value - timedelta(seconds=1))
    return f"{last.year}年{last.month}月{last.day}日 24:00前"


def machine_day(value: date | datetime) -> str:
    """2024-10-08: the `datetime` attribute of a `<time>` element."""
    return _shanghai_day(value).isoformat()


def machine_moment(value: datetime) -> str:
    """2024-10-08T09:00:00+08:00: the `datetime` attribute of a `<time>` element."""
    return value.astimezone(SHANGHAI).isoformat(timespec="seconds")


def file_kind(media_type: str) -> str:
    """PDF, Word, 图片 …: what kind of file one is about to open."""
    return FILE_KINDS.get(media_type) or FILE_KINDS.get(media_type.partition("/")[0], "文件")


def file_size(size: int) -> str:
    """12 KB, 3.4 MB: how long it will take on a telephone."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"


def _shanghai_day(value: date | datetime) -> date:
    return office_day(value) if isinstance(value, datetime) else value
