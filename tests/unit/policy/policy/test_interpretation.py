"""Interpretations: what each form must say before it may go public."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.interpretation import (
    ELEMENT_WORDS,
    FORM_WORDS,
    Element,
    ElementAnswer,
    Form,
    Interpretation,
    InterpretationUnfit,
)
from policy_service.policy.domain.links import is_safe_address
from policy_service.publication.domain.gate import copies

WHOLE = Interpretation(
    id=UUID(int=1),
    form=Form.text,
    title=" 解读  一 ",
    elements={element: ElementAnswer(text="用平实的话说清楚。") for element in Element},
    unit="food",
)
PICTURE = Attachment(file_id=UUID(int=2), title="图", name="a.png", media_type="image/png", size=1, sha256="0" * 64)


def faults(one: Interpretation) -> list[tuple[str, str]]:
    return [(point.pointer, point.code) for point in one.faults()]


def test_e3_the_ten_elements_are_those_of_the_notice_in_its_order() -> None:
    assert "、".join(ELEMENT_WORDS.values()) == (
        "背景依据、目标任务、创新特点、新旧差异、影响范围、执行标准、注意事项、惠企举措、享受条件、关键词、专有词"
    )
    assert set(FORM_WORDS) == set(Form)


def test_e3_an_empty_text_form_lacks_all_ten_at_once() -> None:
    assert faults(replace(WHOLE, elements={})) == [(f"/elements/{element}", "element-missing") for element in Element]


@pytest.mark.parametrize("words", ["", "  ", "无", "略。", "（不适用）", "同上", "……", "见正文", "-", "暂无"])
def test_e3_a_word_that_stands_in_for_nothing_says_nothing(words: str) -> None:
    one = replace(WHOLE, elements={**WHOLE.elements, Element.terms: ElementAnswer(text=words)})
    assert faults(one) == [("/elements/terms", "element-missing")]


@pytest.mark.parametrize(
    ("waived", "code"), [("不适用", "waiver-without-reason"), ("本件不设享受条件", ""), ("  ", "element-missing")]
)
def test_e3_an_element_is_waived_with_its_reason_only(waived: str, code: str) -> None:
    one = replace(WHOLE, elements={**WHOLE.elements, Element.conditions: ElementAnswer(waived=waived)})
    assert faults(one) == ([("/elements/conditions", code)] if code else [])


@pytest.mark.parametrize("form", [Form.picture, Form.video, Form.audio])
def test_e4_what_is_seen_or_heard_needs_its_file_and_words_in_its_place(form: Form) -> None:
    one = Interpretation(id=UUID(int=1), form=form, title="一", unit="food")
    assert faults(one) == [("/files", "missing"), ("/alternative", "missing")]
    wrong = replace(one, files=(PICTURE,), alternative="说的是三个步骤。")
    assert faults(wrong) == ([] if form is Form.picture else [("/files/0", "file-of-another-form")])


def test_e4_questions_and_press_reports_are_told_in_words() -> None:
    for form in (Form.questions, Form.press):
        assert faults(Interpretation(id=UUID(int=1), form=form, title="一")) == [("/body", "missing")]
        assert faults(Interpretation(id=UUID(int=1), form=form, title="一", body="问：何时？答：八月。")) == []


def test_e3_it_is_kept_in_its_normal_form_also_while_incomplete() -> None:
    kept = replace(WHOLE, elements={}, body="# 甲\n\n<script>x</script>", url=" https://v.example.cn/1 ").checked()
    assert (kept.title, kept.url) == ("解读 一", "https://v.example.cn/1")
    assert kept.html.startswith('<h2 id="clause-1">甲</h2>')
    assert "script" not in kept.html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://v.example.cn/1",
        "https://user:pass@v.example.cn/",
        "https://v",
        "https://v.example.cn:99999/",
        "https://[::1/",
        "https://v.example.cn/ x",
        'https://v.example.cn/"onclick="x',
        "//v.example.cn",
        "https://v.example.cn/" + "a" * 600,
    ],
)
def test_e3_it_leads_to_no_address_but_a_plain_one(url: str) -> None:
    assert not is_safe_address(url)
    with pytest.raises(InterpretationUnfit) as refused:
        replace(WHOLE, title=" ", url=url).checked()
    assert [point.pointer for point in refused.value.points] == ["/title", "/url"]


@given(st.text(max_size=60))
def test_e3_whatever_the_address_it_is_safe_or_refused(url: str) -> None:
    assert not is_safe_address("https://" + url) or "@" not in url.split("/")[0]


def test_e3_copying_is_told_from_explaining() -> None:
    policy = "许可期满前三十日，由生产者向所在区局提出延续申请，区局应当在收到申请之日起十日内作出决定并告知理由。"
    assert copies(policy.replace("，", ", "), f"前文。{policy}后文。")
    assert not copies(
        "期满前一个月交申请就行，区局十天内给答复；不同意的话会说明为什么，您可以补齐材料再来办一次。", policy
    )
    assert not copies("三十日", policy)
