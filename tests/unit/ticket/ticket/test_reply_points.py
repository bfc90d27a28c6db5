"""答复要点 names who answered, when, and what was done; each that lacks is a point of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ticket.known import report
from ticket_service.ticket.values.reply_points import missing_parts
from ticket_service.ticket.values.report import ReportIncomplete

PUDONG = "浦东新区市场监管局"
OWN = "投诉举报中心"
HANDLING = "已到现场检查，询问了店长。"
UNITS = (OWN, PUDONG, "浦东新区市场监督管理局", "上海市市场监督管理局", "陆家嘴市场监管所", "市局")
TIMES = (
    *("2024年10月8日", "10月8日", "10月8号", "2024-10-08", "2024/10/8", "2024.10.8", "十月八日", "二〇二四年十月八日"),
    *("10:30", "１０：３０", "10时30分", "下午3点", "当日", "今日", "次日", "昨天", "１０月８日"),
)
DEEDS = st.lists(
    st.sampled_from(("责令下架", "退还货款", "立案查处", "组织调解", "检查后厨", "封存商品", "约束商家改正")),
    min_size=1,
    max_size=4,
).map("，".join)
FRAMES = st.sampled_from(
    ("{unit}于{time}答复市民：{deed}。", "{time}，{unit}已电话告知您，{deed}", "{deed}；{unit}{time}回复")
)


def lacks(words: str, unit: str = OWN) -> set[str]:
    return {point.code for point in missing_parts(words, HANDLING, unit)}


@given(FRAMES, st.sampled_from(UNITS), st.sampled_from(TIMES), DEEDS)
def test_c5_a_reply_with_all_three_is_never_refused(frame: str, unit: str, time: str, deed: str) -> None:
    assert lacks(frame.format(unit=unit, time=time, deed=deed)) == set()


@given(FRAMES, st.sampled_from(UNITS), st.sampled_from(TIMES), DEEDS)
def test_c5_a_reply_that_lacks_one_of_the_three_is_always_refused(frame: str, unit: str, time: str, deed: str) -> None:
    assert lacks(frame.format(unit="", time=time, deed=deed)) == {"unit-unnamed"}
    assert lacks(frame.format(unit=unit, time="", deed=deed)) == {"time-unnamed"}
    assert lacks(frame.format(unit=unit, time=time, deed="")) == {"deed-unnamed"}


def test_c5_a_reply_that_lacks_everything_is_told_all_of_it_with_examples() -> None:
    points = list(missing_parts("已电话答复市民。", HANDLING, PUDONG))
    assert [(point.pointer, point.code) for point in points] == [
        ("/reply_points", "unit-unnamed"),
        ("/reply_points", "time-unnamed"),
        ("/reply_points", "deed-unnamed"),
    ]
    assert all("如“" in point.detail for point in points)
    assert PUDONG in points[0].detail


def test_c5_a_reply_is_not_the_handling_once_more() -> None:
    words = "浦东新区市场监管局于10月8日责令下架。"
    assert {point.code for point in missing_parts(words + " ", words, PUDONG)} == {"same-as-handling"}


@pytest.mark.parametrize("vague", ["近日", "2024年", "第3号", "12345", "08"])
def test_c5_what_is_no_time_is_not_taken_for_one(vague: str) -> None:
    assert lacks(f"市局{vague}答复市民：责令下架") == {"time-unnamed"}


def test_c5_the_report_refuses_a_reply_that_says_nothing_of_what_was_done() -> None:
    with pytest.raises(ReportIncomplete) as refused:
        report(reply_points="浦东新区市场监管局于10月9日电话答复市民。")
    assert [point.code for point in refused.value.points] == ["deed-unnamed"]
