"""What a unit found: asked by the kind of the matter, open in a draft, whole under a signature."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FILES, FOUND, HEAD, PUDONG, REPLY, report
from ticket_service.closing_report.domain.report import Texts, parts
from ticket_service.closing_report.domain.signature import sign_off
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.findings import (
    FACTS,
    MISSING,
    ClaimFound,
    FactFound,
    FactQuestion,
    Findings,
    FindingsIncomplete,
    FindingsUnfit,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
    as_told,
    asked_of,
    findings_words,
    wrong_with,
)
from ticket_service.ticket.values.report import Report, ReportIncomplete, ReportText

NOW = BEFORE_THE_WEEK + timedelta(days=9)
CONSULTED = replace(FOUND, fact=FactFound.policy_there, claim=None, on_site=OnSite.no_site, on_site_at=None)


def points(found: Findings, asked: FactQuestion | None = FactQuestion.complaint) -> list[tuple[str, str]]:
    return [(point.pointer, point.code) for point in wrong_with(found, asked, NOW)]


def test_c5_each_kind_of_matter_has_its_own_facts() -> None:
    assert sorted(word for words in FACTS.values() for word in words) == sorted(FactFound)
    assert {kind: asked_of(kind.words) for kind in MatterKind} == {
        MatterKind.complaint: FactQuestion.complaint,
        MatterKind.report: FactQuestion.complaint,
        MatterKind.help: FactQuestion.complaint,
        MatterKind.suggestion: FactQuestion.suggestion,
        MatterKind.consultation: FactQuestion.consultation,
        MatterKind.other: None,
    }


def test_c5_everything_that_is_asked_and_not_answered_is_told_at_once() -> None:
    asked = ["/fact", "/on_site", "/result", "/reply_mode", "/satisfaction"]
    assert points(Findings(), None) == [(pointer, MISSING) for pointer in asked]
    assert points(Findings()) == [(pointer, MISSING) for pointer in (*asked, "/claim")]
    assert points(FOUND) == []
    assert points(CONSULTED, FactQuestion.consultation) == []


def test_c5_of_a_matter_that_nobody_classified_the_fact_says_what_is_asked() -> None:
    assert points(CONSULTED, None) == []
    assert points(replace(FOUND, claim=None), None) == [("/claim", MISSING)]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"fact": FactFound.adopted}, ("/fact", "not-of-this-matter")),
        ({"on_site_at": None}, ("/on_site_at", MISSING)),
        ({"on_site": OnSite.no}, ("/on_site_at", "not-asked")),
        ({"on_site": OnSite.no_site}, ("/on_site_at", "not-asked")),
        ({"on_site_at": NOW + timedelta(seconds=1)}, ("/on_site_at", "in-future")),
        ({"satisfaction": Satisfaction.accepted}, ("/satisfaction_reason", MISSING)),
        ({"satisfaction": Satisfaction.dissatisfied}, ("/satisfaction_reason", MISSING)),
        ({"satisfaction": Satisfaction.not_rated}, ("/satisfaction_reason", MISSING)),
        ({"claim": ClaimFound.other}, ("/explanation", MISSING)),
        ({"result": Result.other}, ("/explanation", MISSING)),
        ({"explanation": " 属实。"}, ("/explanation", "same-as-choice")),
        ({"explanation": "实际解决"}, ("/explanation", "same-as-choice")),
        ({"feedback": "满意！"}, ("/feedback", "same-as-choice")),
        (
            {"satisfaction": Satisfaction.dissatisfied, "satisfaction_reason": "不满意"},
            ("/satisfaction_reason", "same-as-choice"),
        ),
    ],
)
def test_c5_one_thing_amiss_is_one_point(changed: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert points(replace(FOUND, **changed)) == [wrong]


@pytest.mark.parametrize("asked", [FactQuestion.suggestion, FactQuestion.consultation])
def test_c5_nobody_judges_the_claim_of_a_question_or_a_suggestion(asked: FactQuestion) -> None:
    found = replace(CONSULTED, fact=FACTS[asked][0])
    assert points(found, asked) == []
    assert points(replace(found, claim=ClaimFound.lawful), asked) == [("/claim", "not-asked")]


@given(
    st.builds(
        Findings,
        fact=st.none() | st.sampled_from(FactFound),
        claim=st.none() | st.sampled_from(ClaimFound),
        on_site=st.none() | st.sampled_from(OnSite),
        result=st.none() | st.sampled_from(Result),
        reply_mode=st.none() | st.sampled_from(ReplyMode),
        satisfaction=st.none() | st.sampled_from(Satisfaction),
    ),
    st.none() | st.sampled_from(FactQuestion),
)
def test_c5_a_draft_bears_whatever_is_still_open(found: Findings, asked: FactQuestion | None) -> None:
    """What a draft refuses is exactly what is wrong in it, never what is missing."""
    wrong = [point for point in wrong_with(found, asked, NOW) if point.code != MISSING]
    written = ReportText(handling="已到现场检查。", reply_points=REPLY, findings=found)
    wanted = replace(PUDONG, asked=asked)
    if not wrong:
        assert Report.drafted(written, wanted, CLERK, NOW).findings == found
        return
    with pytest.raises(FindingsUnfit) as refused:
        Report.drafted(written, wanted, CLERK, NOW)
    assert list(refused.value.points) == wrong


def test_c5_what_is_wrong_with_texts_and_findings_is_told_together() -> None:
    with pytest.raises(ReportIncomplete) as refused:
        report(handling="", found=replace(FOUND, on_site=OnSite.no))
    assert [point.pointer for point in refused.value.points] == ["/handling", "/on_site_at"]


def test_c5_nobody_signs_before_all_is_answered(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    contacted = ticket.try_contact(attempt(10))
    for found, missing in ((None, 5), (replace(FOUND, result=None), 1)):
        with pytest.raises(FindingsIncomplete) as refused:
            sign_off(contacted.file_report(report(found=found)), HEAD, NOW, FILES)
        assert len(refused.value.points) == missing
    assert sign_off(contacted.file_report(report()), HEAD, NOW, FILES).ticket.finished_at == NOW


def test_c5_a_matter_classified_after_the_draft_is_judged_by_its_new_questions(
    ticket: Ticket, attempt: Callable[..., ContactAttempt]
) -> None:
    drafted = ticket.try_contact(attempt(10)).file_report(report())
    with pytest.raises(FindingsIncomplete) as refused:
        sign_off(replace(drafted, matter_kind=MatterKind.consultation), HEAD, NOW, FILES)
    assert [point.code for point in refused.value.points] == ["not-of-this-matter", "not-asked"]


def test_c5_the_closing_report_says_the_findings_in_the_hotline_s_words(
    ticket: Ticket, attempt: Callable[..., ContactAttempt]
) -> None:
    found = replace(FOUND, satisfaction=Satisfaction.accepted, satisfaction_reason="盼早日退款")
    drafted = ticket.try_contact(attempt(10)).file_report(report(found=found))
    said = parts(drafted, Texts.open(drafted))
    assert {name: said[name] for name in findings_words(None)} == {
        "事实认定": "属实",
        "诉求认定": "诉求合理合法",
        "现场查看": "是（2024-09-30 10:00）",
        "处理结果": "实际解决",
        "答复方式": "电话",
        "市民满意度": "认可（盼早日退款）",
        "市民反馈": "",
        "落款单位": "浦东新区市场监管局",
    }


def test_c6_the_hotline_is_told_what_was_said_and_no_more() -> None:
    assert as_told(None) == {}
    told = as_told(CONSULTED)
    assert told["fact"] == "有政策信息"
    assert told.keys() == {"fact", "on_site", "result", "reply_mode", "satisfaction", "signed_unit"}


def test_c9_another_citizens_answer_is_not_taken_over() -> None:
    kept = replace(FOUND, satisfaction_reason="甲", feedback="乙", explanation="丙").of_the_matter()
    assert {one.name for one in fields(kept) if getattr(kept, one.name)} == {
        *("fact", "claim", "on_site", "on_site_at", "result", "explanation", "signed_unit")
    }
