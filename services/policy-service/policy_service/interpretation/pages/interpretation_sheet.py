"""The sheet on which an interpretation is written: its fields as typed, and as the body that the API takes."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gongkai.desk.forms import filled_in
from gongkai.refusals import Point
from policy_service.interpretation.usecases.write_interpretation import WrittenInterpretation
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS, MEDIA, Element, Form, Interpretation

LINES: Final = ("form", "title", "body", "alternative", "url")
ACCEPTED: Final = {Form.picture: ".png,.jpg,.jpeg", Form.video: ".mp4", Form.audio: ".mp3"}
FILE_HINTS: Final = {
    Form.picture: "图片（.png、.jpg），每张最大 10 MB",
    Form.video: "视频（.mp4），最大 100 MB",
    Form.audio: "音频（.mp3），最大 50 MB",
}
HINTS: Final = {
    Element.background: "为什么发这份文件，依据哪些上位规定。",
    Element.goals: "要做成什么，到什么程度。",
    Element.innovations: "和过去的做法比，新在哪里。",
    Element.changes: "新旧规定不同的地方，逐条对照。",
    Element.scope: "管哪些人、哪些事、哪些地方。",
    Element.standards: "办理和执行的尺度、数额、时限。",
    Element.cautions: "容易办错、漏办的地方。",
    Element.benefits: "企业能得到的便利和实惠。",
    Element.conditions: "符合什么条件可以享受。",
    Element.terms: "读者可能不懂的词，用大白话解释。",
}


def waived(element: Element) -> str:
    """The field for the reason why an element does not apply."""
    return f"{element}_waived"


def as_written(typed: Mapping[str, str]) -> WrittenInterpretation:
    """The body; what is wrong with it is told by its fields."""
    given: dict[str, Any] = {name: typed[name] for name in LINES if typed.get(name, "").strip()}
    if typed.get("form") == Form.text:
        given["elements"] = {
            element: {"text": typed.get(element, ""), "waived": typed.get(waived(element), "")} for element in Element
        }
    return filled_in(WrittenInterpretation, given)


def as_typed(one: Interpretation) -> dict[str, str]:
    """What an interpretation says, as it would have been typed."""
    typed = {name: str(getattr(one, name)) for name in LINES}
    for element, answer in one.elements.items():
        typed |= {str(element): answer.text, waived(element): answer.waived}
    return typed


def on_sheet(points: Iterable[Point]) -> dict[str, str]:
    """Points as errors of the sheet's fields."""
    told: dict[str, str] = {}
    for point in points:
        head, *rest = point.pointer.lstrip("/").split("/")
        if head == "elements" and rest:
            head = f"{rest[0]}_waived" if rest[1:] == ["waived"] else rest[0]
        told[head] = point.detail or point.code
    return told


def labels() -> dict[str, str]:
    """How the fields are called."""
    named = {"title": "解读标题", "body": "正文", "alternative": "文字说明", "url": "网址", "file": "文件"}
    return (
        named
        | {str(element): words for element, words in ELEMENT_WORDS.items()}
        | {waived(element): f"{words}（不涉及）" for element, words in ELEMENT_WORDS.items()}
    )


def title_of(form: Form, policy_title: str) -> str:
    """What most interpretations are called."""
    return f"《{policy_title}》{FORM_WORDS[form]}"


def takes_files(form: Form) -> bool:
    """Whether such an interpretation consists of a file."""
    return form in MEDIA
