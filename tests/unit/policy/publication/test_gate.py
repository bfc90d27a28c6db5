"""The gate before the public: everything at once, each with where it is to be mended."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.privacy.gate import ReviewRules
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import text_of, to_html
from policy_service.policy.domain.draft import BodyFormat, Disclosure, Draft
from policy_service.policy.domain.interpretation import Element, ElementAnswer, Form, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate, looks_normative, needs_interpretation, publication_gate
from policy_service.publication.domain.pieces import FileText

AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
TODAY = date(2024, 7, 8)
WRITER = Actor("a", "甲", "food")
RULES = ReviewRules.bundled()
# A region that does not exist, with a right check digit; 154 is no operator's block.
ID_CARD = "319999199001010001"
MOBILE = "15400000000"
GOOD = Draft(
    title="食品生产许可延续办法（试行）的通知",
    document_no="沪市监规范〔2024〕3号",
    formed_on=TODAY,
    disclosure=Disclosure.active,
    body="各区局：\n\n一、总则\n\n许可期满前三十日提出。",
    normative=True,
    effective_on=date(2024, 8, 1),
    expires_on=date(2026, 7, 31),
    audiences=("food_producer",),
)
ELEMENTS = {element: ElementAnswer(text=f"这里用平实的话说明第{at}个要素。") for at, element in enumerate(Element, 1)}
TEXT = Interpretation(id=UUID(int=7), form=Form.text, title="一图读懂延续", elements=ELEMENTS, unit="food")


def file(number: int, media_type: str = "application/pdf", title: str = "申请表") -> Attachment:
    return Attachment(
        file_id=UUID(int=number), title=title, name="form.pdf", media_type=media_type, size=9, sha256="0" * 64
    )


def dossier(draft: Draft = GOOD, **more: Any) -> Policy:
    return replace(Policy.of(draft, id=UUID(int=1), by=WRITER, at=AT), **{"interpretations": (TEXT,)} | more)


def judged(policy: Policy, files: dict[int, FileText] | None = None, cleared: frozenset[str] = frozenset()) -> Gate:
    there = {UUID(int=number): text for number, text in (files or {}).items()}
    return publication_gate(policy, there, RULES, cleared, TODAY)


def told(gate: Gate) -> list[tuple[str, str]]:
    return [(point.pointer, point.code) for point in gate.points]


def doubted(gate: Gate) -> list[tuple[str, str]]:
    return [(point.pointer, point.code) for point in gate.cautions]


def test_e3_a_complete_dossier_passes() -> None:
    gate = judged(dossier(attachments=(file(9),)), {9: FileText("申请表：企业名称、许可证号。")})
    assert (gate.points, gate.cautions, gate.held) == ((), (), ())


def test_e3_everything_that_is_missing_is_told_at_once() -> None:
    half = dict.fromkeys(Element, ElementAnswer(text="这里用平实的话说明。"))
    del half[Element.conditions]
    half[Element.background] = ElementAnswer(text="无")
    half[Element.changes] = ElementAnswer(waived="不适用")
    half[Element.scope] = ElementAnswer(text="全市。全市企业。", waived="不涉及任何企业")
    wrong = replace(
        GOOD,
        disclosure=Disclosure.on_request,
        formed_on=date(2024, 7, 9),
        effective_on=date(2024, 9, 1),
        expires_on=date(2024, 8, 31),
        body=f"秘密★10年\n\n联系人：欧阳测，{MOBILE}",
    )
    policy = dossier(
        wrong,
        edition=1,
        attachments=(file(9), file(8), file(5, title=" ")),
        interpretations=(
            Interpretation(id=UUID(int=1), form=Form.text, title=" ", elements=half, unit="office"),
            Interpretation(id=UUID(int=2), form=Form.picture, title="图", files=(file(6),), unit="food"),
            Interpretation(id=UUID(int=3), form=Form.video, title="片", url="http://v.cn/1", unit="food"),
            Interpretation(id=UUID(int=4), form=Form.questions, title="问", body="略", unit="food"),
        ),
    )
    gate = judged(policy, {9: FileText(f"身份证号 {ID_CARD}"), 6: FileText("图"), 5: FileText("表")})
    assert told(gate) == [
        ("/disclosure", "not-for-publication"),
        ("/formed_on", "formed-in-the-future"),
        ("/expires_on", "expires-before-effect"),
        ("/change_note", "missing"),
        ("/interpretations/0/unit", "interpretation-by-another-unit"),
        ("/interpretations/0/title", "missing"),
        ("/interpretations/0/elements/background", "element-missing"),
        ("/interpretations/0/elements/changes", "waiver-without-reason"),
        ("/interpretations/0/elements/scope", "element-said-twice"),
        ("/interpretations/0/elements/conditions", "element-missing"),
        ("/interpretations/1/files/0", "file-of-another-form"),
        ("/interpretations/1/alternative", "missing"),
        ("/interpretations/2/alternative", "missing"),
        ("/interpretations/2/url", "url-unfit"),
        ("/interpretations/3/body", "missing"),
        ("/attachments/1", "file-lost"),
        ("/attachments/2/title", "missing"),
        ("/body", "classification-mark"),
        ("/attachments/0/text", "personal-data"),
    ]
    assert [held.pointer for held in gate.held] == ["/body"]
    assert all("§" in point.detail for point in gate.points if "element" in point.code or "personal" in point.code)
    assert not any(secret in point.detail for point in gate.points for secret in (ID_CARD, MOBILE, "欧阳测"))


def test_e3_a_normative_document_without_interpretation_is_refused() -> None:
    assert told(judged(dossier(interpretations=()))) == [("/interpretations", "interpretation-missing")]
    picture = Interpretation(id=UUID(int=2), form=Form.picture, title="图", files=(file(6, "image/png"),))
    shown = replace(picture, alternative="图中说明三个步骤。", unit="food")
    assert told(judged(dossier(interpretations=(shown,)), {6: FileText("步骤")})) == [
        ("/interpretations", "interpretation-missing")
    ]


@pytest.mark.parametrize(
    ("document_no", "normative", "wanted", "needed"),
    [
        ("沪市监办发〔2024〕326号", None, False, False),
        ("沪市监办发〔2024〕326号", None, True, True),
        ("沪市监办发〔2024〕326号", True, False, True),
        ("沪市监规范〔2024〕3号", None, False, True),
        ("沪市监规范〔2024〕3号", False, False, False),
        ("沪市监法规〔2024〕3号", None, False, False),
    ],
)
def test_e3_who_needs_an_interpretation(document_no: str, normative: bool | None, wanted: bool, needed: bool) -> None:
    policy = dossier(replace(GOOD, document_no=document_no, normative=normative, interpretation_wanted=wanted))
    assert needs_interpretation(policy) is needed
    assert (("/normative", "looks-normative") in doubted(judged(policy))) is (
        looks_normative(document_no) and normative is not True
    )


def test_e3_a_video_elsewhere_needs_no_file() -> None:
    video = Interpretation(
        id=UUID(int=3), form=Form.video, title="片", url="https://v.example.cn/1", alternative="讲了三步。", unit="food"
    )
    assert told(judged(dossier(interpretations=(TEXT, video)))) == []


def test_e3_an_element_that_copies_the_policy_is_doubted() -> None:
    words = "许可期满前三十日，由生产者向所在区局提出延续申请，区局应当在收到申请之日起十日内作出决定并告知理由。"
    copied = replace(TEXT, elements={**ELEMENTS, Element.standards: ElementAnswer(text=words)})
    gate = judged(dossier(replace(GOOD, body=f"各区局：\n\n**{words}**"), interpretations=(copied,)))
    assert ("/interpretations/0/elements/standards", "element-copies") in doubted(gate)


def test_e5_private_data_are_masked_in_every_public_word() -> None:
    policy = dossier(
        replace(GOOD, body=f"甲 {MOBILE} 乙 {MOBILE}", keywords=(f"电话{MOBILE}",), change_note=f"改 {MOBILE}"),
        attachments=(file(9, title=f"表 {MOBILE}"),),
        interpretations=(replace(TEXT, body=f"问 {MOBILE}", alternative=f"说 {MOBILE}"),),
    )
    gate = judged(policy, {9: FileText("空白表")})
    assert told(gate) == []
    assert not any(MOBILE in one.text for one in gate.renditions.values())
    assert "154****0000 乙 154****0000" in text_of(to_html(gate.renditions["/body"].text))
    assert "<strong>" not in to_html(gate.renditions["/body"].text)
    assert gate.renditions["/keywords/0"].text == "电话154****0000"


@pytest.mark.parametrize(
    ("body", "body_format"),
    [
        ("<p>电话 154<b>0000</b>0000</p>", BodyFormat.html),
        ("电话 154[0000](https://a.cn)0000", BodyFormat.markdown),
        ("电话 154**0000**0000", BodyFormat.markdown),
        ("<p>电话154<b>0000</b>0000*</p>", BodyFormat.html),
    ],
)
def test_e5_a_number_kept_apart_by_tags_blocks(body: str, body_format: BodyFormat) -> None:
    policy = dossier(replace(GOOD, body=body, body_format=body_format))
    assert told(judged(policy)) == [("/body", "personal-data")]


def test_e5_a_mark_kept_apart_by_tags_is_held_until_the_secrecy_officer_clears_it() -> None:
    policy = dossier(replace(GOOD, body="<p>机<b>密</b>★1年</p><p>正文</p>", body_format=BodyFormat.html))
    gate = judged(policy)
    assert told(gate) == [("/body", "classification-mark")]
    assert told(judged(policy, cleared=frozenset(held.digest for held in gate.held))) == []


def test_e5_files_that_cannot_be_read_are_left_to_people() -> None:
    policy = dossier(attachments=(file(9), file(8)))
    gate = judged(policy, {9: FileText("", scanned=False), 8: FileText("有字", scanned=True)})
    assert doubted(gate) == [("/attachments/0", "not-examined"), ("/attachments/1", "not-examined")]
    assert told(gate) == []


def test_e5_private_data_in_an_address_blocks() -> None:
    policy = dossier(interpretations=(replace(TEXT, url=f"https://a.example.cn/{MOBILE}"),))
    assert told(judged(policy)) == [("/interpretations/0/url", "personal-data")]


def test_e1_an_unsaid_expiry_is_a_hint_and_never_set() -> None:
    gate = judged(dossier(replace(GOOD, expires_on=None, document_no="沪市监办〔2024〕3号")))
    assert doubted(gate) == [("/expires_on", "expiry-unsaid")]
    assert "2026年7月31日" in gate.cautions[0].detail
    assert "仅供参考" in gate.cautions[0].detail
    assert told(gate) == []
