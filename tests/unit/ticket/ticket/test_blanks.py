"""Placeholders in templates: known ones are filled, unknown ones refused, and none reaches a report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ticket.known import REPLY, report
from ticket_service.reply_templates.domain import TemplateText, TemplateUnfit, refuse_unfillable
from ticket_service.ticket.values.blanks import KNOWN, MARK, PlaceholderLeft, fill_blanks, refuse_left, unknown


def test_d5_every_unknown_placeholder_is_named_at_once() -> None:
    words = TemplateText(
        title="", handling="由【承办处】于【今天】核查，【承办处】。", reply_points="【填写：结果】【】【某某】"
    )
    with pytest.raises(TemplateUnfit) as refused:
        refuse_unfillable(words)
    assert [(one.pointer, one.code) for one in refused.value.points] == [
        ("/title", "missing"),
        ("/handling", "placeholder-unknown"),
        ("/reply_points", "placeholder-unknown"),
    ]
    assert "【承办处】" in refused.value.points[1].detail


def test_d5_a_template_says_something() -> None:
    with pytest.raises(TemplateUnfit) as refused:
        refuse_unfillable(TemplateText(title="空", handling=" ", reply_points=""))
    assert [one.pointer for one in refused.value.points] == ["/handling"]


@pytest.mark.parametrize("name", KNOWN)
def test_d5_known_placeholders_are_filled_and_what_is_not_known_yet_stays_to_be_seen(name: str) -> None:
    assert list(unknown("/handling", f"【{name}】【 {name} 】")) == []
    assert fill_blanks(f"甲【{name}】乙", {name: "丙"}) == "甲丙乙"
    assert fill_blanks(f"甲【{name}】乙", {name: ""}) == f"甲【{name}】乙"


@pytest.mark.parametrize(
    "words",
    ["【】", "【 】", "【填写：检查结果】", "【填写:甲\n乙】", "【联系时间】", "甲【 今天 】乙", "【甲店】【】"],
)
def test_c5_a_report_with_a_placeholder_is_refused_and_says_where(words: str) -> None:
    with pytest.raises(PlaceholderLeft) as refused:
        refuse_left(handling="已检查。", reply_points=f"已答复{words}。")
    assert [one.pointer for one in refused.value.points] == ["/reply_points"]
    assert "检查结果" not in refused.value.detail
    with pytest.raises(PlaceholderLeft) as both:
        refuse_left(handling=words, reply_points=words)
    assert len(both.value.points) == 2


@pytest.mark.parametrize(
    "words", ["沪市监规【2024】3号", "【", "】【", "[填写]", "无", "网店【甲店】已下架", "【投诉】退款"]
)
def test_c5_the_year_of_a_document_or_a_name_that_is_quoted_is_no_placeholder(words: str) -> None:
    refuse_left(handling=words)
    assert report(handling=f"已核查{words}", reply_points=REPLY).handling == f"已核查{words}"


@given(st.text("【】填写：今天ab2024 \n"), st.text("ab甲", min_size=1))
def test_d5_filling_leaves_everything_but_its_own_placeholders(words: str, value: str) -> None:
    done = fill_blanks(words, dict.fromkeys(KNOWN, value))
    assert MARK.findall(done) == [name for name in MARK.findall(words) if name.strip() not in KNOWN]
