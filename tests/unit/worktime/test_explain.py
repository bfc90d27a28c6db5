"""The explanation of a clock: every day with its reason, the notice behind it, and Chinese a citizen can read."""

import json
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.days import moment
from gongkai.worktime.explain import Explanation, explain, explain_due
from gongkai.worktime.limit import Limit
from tests.examples import examples

CALENDAR = load_calendar()
FOI = Limit("foi_answer", working_days=20, basis="条例 33", pauses=("third_party",))
K = MomentKind


def at(day: date) -> datetime:
    return moment(day, time(10))


def reasons(explanation: Explanation) -> dict[date, str]:
    return {day.date: day.reason for day in explanation.days}


def extended_log() -> list[Moment]:
    return [
        Moment(K.started, at(date(2024, 7, 1))),
        Moment(K.paused, at(date(2024, 7, 4)), reason="征求第三方意见"),
        Moment(K.resumed, at(date(2024, 7, 12))),
        Moment(K.extended, at(date(2024, 7, 26)), by="王主任", reason="案情复杂", days=10),
    ]


def test_a6_the_national_day_week_in_words() -> None:
    assert explain_due(date(2024, 9, 30), 5, CALENDAR).words() == [
        "2024年9月30日（星期一）收到，当日不计。",
        "10月1日至10月7日国庆节放假（国办发明电〔2023〕7号），不计。",
        "10月8日至10月11日，计第1至第4个工作日。",
        "10月12日（星期六）调休上班，计第5个工作日。",
        "应于2024年10月12日24时前办结。",
    ]


def test_a6_the_calculator_answers_in_json() -> None:
    answer = json.loads(json.dumps(explain_due(date(2024, 9, 30), 5, CALENDAR).to_json()))
    assert answer["due_on"] == "2024-10-12"
    assert answer["certainty"] == "final"
    assert answer["calendar_version"] == CALENDAR.version
    assert (answer["received_on"], answer["working_days"], answer["unit"]) == ("2024-09-30", 5, "working_days")
    assert answer["days"][0] == {
        "date": "2024-09-30",
        "counts": False,
        "reason": "receipt_day",
        "name": "",
        "source": "",
        "number": 0,
        "note": "",
        "words": "2024年9月30日（星期一）收到，当日不计。",
    }
    assert answer["days"][12]["reason"] == "make_up_day"
    assert (answer["days"][12]["number"], answer["days"][12]["source"]) == (5, "国办发明电〔2023〕7号")


def test_a6_the_worked_sunday_before_mid_autumn() -> None:
    explanation = explain_due(date(2026, 9, 18), 5, CALENDAR)
    assert explanation.reading.due_on == date(2026, 9, 24)
    assert "9月20日（星期日）调休上班，计第1个工作日。" in explanation.words()


def test_a6_a_provisional_date_says_so() -> None:
    words = explain_due(date(2026, 12, 14), 15, CALENDAR).words()
    assert "2027年1月1日（星期五）放假安排尚未公布，暂计第14个工作日。" in words
    assert words[-2:] == ["应于2027年1月4日24时前办结。", "2027年放假安排尚未公布，以上日期为暂定。"]


def test_a6_days_moved_by_the_city_name_its_paper() -> None:
    explanation = explain_due(date(2019, 10, 30), 5, CALENDAR)
    assert explanation.reading.due_on == date(2019, 11, 7)
    assert reasons(explanation)[date(2019, 11, 2)] == "local_make_up"
    assert "11月4日至11月5日本市安排放假（上海市人民政府办公厅2019年通知），不计。" in explanation.words()


@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
@settings(max_examples=examples(40))
def test_a6_every_day_from_receipt_to_due_is_told_once_and_the_counted_ones_are_numbered(day: date, n: int) -> None:
    explanation = explain_due(day, n, CALENDAR)
    told = [each.date for each in explanation.days]
    assert told == [day + timedelta(days=i) for i in range((explanation.reading.due_on - day).days + 1)]
    assert [each.number for each in explanation.days if each.counts] == list(range(1, n + 1))
    assert all(each.words for each in explanation.days)


def test_a6_paused_days_say_why_and_extended_days_say_who_approved() -> None:
    explanation = explain(FOI, extended_log(), CALENDAR, at(date(2024, 8, 1)))
    paused = [each for each in explanation.days if each.reason == "paused"]
    assert [each.date for each in paused] == [date(2024, 7, day) for day in range(5, 13)]
    assert {(each.counts, each.note) for each in paused} == {(False, "征求第三方意见")}
    extended = [each for each in explanation.days if each.reason == "extended"]
    assert [each.number for each in extended] == list(range(21, 31))
    assert {each.note for each in extended} == {"经王主任批准延长10个工作日（案情复杂）"}
    words = explanation.words()
    assert "7月5日至7月12日暂停计时（征求第三方意见），不计。" in words
    assert words.count("经王主任批准延长10个工作日（案情复杂）。") == 1
    assert words[-1] == "应于2024年8月20日24时前办结。"


def test_a6_a_late_clock_tells_the_days_it_is_late() -> None:
    explanation = explain(FOI, [*extended_log(), Moment(K.met, at(date(2024, 8, 26)))], CALENDAR, at(date(2025, 1, 6)))
    overdue = [(each.date.day, each.number) for each in explanation.days if each.reason == "overdue"]
    assert overdue == [(21, 1), (22, 2), (23, 3), (26, 4)]
    assert explanation.words()[-1] == "已于2024年8月26日10时00分办结，已超期。"


def test_a6_sixty_days_late_are_enough_to_tell() -> None:
    explanation = explain(FOI, extended_log(), CALENDAR, at(date(2025, 8, 1)))
    assert sum(each.reason == "overdue" for each in explanation.days) == 60
    assert explanation.words()[-1] == f"已超期{-explanation.reading.days_left}个工作日。"


def test_a6_a_paused_clock_says_that_its_due_day_still_moves() -> None:
    words = explain(FOI, extended_log()[:2], CALENDAR, at(date(2024, 7, 10))).words()
    assert words[-2:] == ["目前暂停计时，到期日按即刻恢复计时推算。", "应于2024年8月2日24时前办结。"]


def test_a6_a_rest_day_at_the_end_of_calendar_days_is_told() -> None:
    explanation = explain(
        Limit("x", calendar_days=30), [Moment(K.started, at(date(2024, 9, 5)))], CALENDAR, at(date(2024, 9, 6))
    )
    assert explanation.words() == [
        "2024年9月5日（星期四）收到，当日不计。",
        "9月6日至10月5日，计第1至第30日。",
        "10月6日至10月7日国庆节放假（国办发明电〔2023〕7号），不计。",
        "期限届满日为休息日，顺延至10月8日（星期二）（《中华人民共和国民法典》第二百零三条）。",
        "应于2024年10月8日24时前办结。",
    ]


def test_a6_hours_have_moments_instead_of_days() -> None:
    log = [Moment(K.started, at(date(2024, 9, 30))), Moment(K.extended, at(date(2024, 9, 30)), days=2)]
    explanation = explain(Limit("x", hours=24), log, CALENDAR, at(date(2024, 9, 30)))
    assert explanation.days == ()
    assert explanation.words() == [
        "2024年9月30日10时00分起算，期限24小时。",
        "经批准延长2小时。",
        "应于2024年10月1日12时00分前办结。",
    ]


def test_a6_a_new_date_and_a_cancellation_are_told() -> None:
    start = Moment(K.started, at(date(2024, 9, 2)))
    moved = Moment(K.rescheduled, at(date(2024, 9, 3)), reason="与申请人商定", day=date(2024, 9, 20))
    words = explain(
        FOI, [start, moved, Moment(K.cancelled, at(date(2024, 9, 4)))], CALENDAR, at(date(2024, 9, 5))
    ).words()
    assert words[-3:] == [
        "办理期限改定为2024年9月20日（与申请人商定）。",
        "应于2024年9月20日24时前办结。",
        "该时限已取消。",
    ]
