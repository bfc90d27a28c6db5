"""Days and moments as the office writes them."""

from datetime import UTC, date, datetime

import pytest

from gongkai.desk import wording


def test_a3_an_instant_after_16_utc_belongs_to_the_next_shanghai_day() -> None:
    assert wording.day(datetime(2024, 10, 7, 15, 59, tzinfo=UTC)) == "2024年10月7日 星期一"
    assert wording.day(datetime(2024, 10, 7, 16, 0, tzinfo=UTC)) == "2024年10月8日 星期二"
    assert wording.day(date(2024, 10, 6)) == "2024年10月6日 星期日"


def test_moments_are_written_in_shanghai_time() -> None:
    assert wording.moment(datetime(2024, 10, 8, 1, 0, tzinfo=UTC)) == "2024年10月8日 09:00"
    assert wording.machine_moment(datetime(2024, 10, 8, 1, 0, tzinfo=UTC)) == "2024-10-08T09:00:00+08:00"


def test_a3_a_limit_that_ends_with_the_day_is_written_as_24_hours() -> None:
    assert wording.deadline(datetime(2024, 10, 8, 16, 0, tzinfo=UTC)) == "2024年10月8日 24:00前"
    assert wording.deadline(datetime(2024, 10, 8, 7, 30, tzinfo=UTC)) == "2024年10月8日 15:30前"


def test_nothing_is_written_as_a_dash() -> None:
    assert wording.day(None) == wording.moment(None) == wording.deadline(None) == "—"


@pytest.mark.parametrize(
    ("size", "words"), [(0, "1 KB"), (40_960, "41 KB"), (999_999, "1000 KB"), (3_400_000, "3.4 MB")]
)
def test_a_size_says_how_long_it_will_take(size: int, words: str) -> None:
    assert wording.file_size(size) == words


@pytest.mark.parametrize(
    ("media_type", "words"),
    [("application/pdf", "PDF"), ("image/png", "图片"), ("video/mp4", "视频"), ("text/csv", "文本"), ("x/y", "文件")],
)
def test_a_kind_of_file_has_a_word(media_type: str, words: str) -> None:
    assert wording.file_kind(media_type) == words
