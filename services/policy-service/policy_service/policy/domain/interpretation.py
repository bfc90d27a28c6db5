"""An interpretation (政策解读) explains a policy to those it concerns, in the forms and with the elements of §2."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.refusals import Ground, Point, Refusal
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import to_html
from policy_service.policy.domain.links import URL_FAULT, is_safe_address

BASIS: Final = "沪市监办发〔2024〕326号 §2"
SHORTEST_REASON: Final = 6


class Element(StrEnum):
    """The ten elements of a text interpretation, in the notice's order."""

    background = "background"
    goals = "goals"
    innovations = "innovations"
    changes = "changes"
    scope = "scope"
    standards = "standards"
    cautions = "cautions"
    benefits = "benefits"
    conditions = "conditions"
    terms = "terms"


ELEMENT_WORDS: Final[Mapping[Element, str]] = {
    Element.background: "背景依据",
    Element.goals: "目标任务",
    Element.innovations: "创新特点",
    Element.changes: "新旧差异",
    Element.scope: "影响范围",
    Element.standards: "执行标准",
    Element.cautions: "注意事项",
    Element.benefits: "惠企举措",
    Element.conditions: "享受条件",
    Element.terms: "关键词、专有词",
}


class Form(StrEnum):
    """In which form a policy is explained."""

    text = "text"
    picture = "picture"
    video = "video"
    audio = "audio"
    questions = "questions"
    press = "press"


FORM_WORDS: Final = {
    Form.text: "文字解读",
    Form.picture: "图片解读",
    Form.video: "视频解读",
    Form.audio: "音频解读",
    Form.questions: "问答解读",
    Form.press: "新闻发布",
}
MEDIA: Final = {Form.picture: "image/", Form.video: "video/", Form.audio: "audio/"}
"""The kind of file that such an interpretation consists of."""

_NOTHING_SAID: Final = re.compile(r"[\W_]*|无|暂无|没有|略|同上|同前|待补|待定|不适用|不涉及|见(?:正文|文件|原文|附件)")


class InterpretationUnfit(Refusal):
    """The interpretation links somewhere it must not, or lacks a title; the points say all of it at once."""

    code = "interpretation-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementAnswer:
    """The text on one element, or the reason why it does not apply."""

    text: str = ""
    waived: str = ""

    def fault(self, words: str) -> tuple[str, str] | None:
        """What is wrong with it, as a code and words; `words` names the element."""
        if not says_something(self.text):
            if not self.waived.strip():
                return "element-missing", f"缺少解读要素“{words}”：请填写，或写明不适用的理由（{BASIS}）"
            if len(self.waived.strip()) < SHORTEST_REASON:
                return "waiver-without-reason", f"解读要素“{words}”不适用，须写明具体理由（{BASIS}）"
        elif self.waived.strip():
            return "element-said-twice", f"解读要素“{words}”既有内容又写明不适用，请只留一项（{BASIS}）"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """One interpretation, by the `unit` that drafted the policy.

    The text form consists of its `elements` and, if the unit likes, a `body` (Markdown); `html` is made from it.
    Pictures, videos and sound are `files` (a video may also lie at `url`) with a text `alternative` for those who
    cannot see or hear them. Questions and press reports stand in the `body`.
    """

    id: UUID
    form: Form
    title: str
    body: str = ""
    html: str = ""
    elements: Mapping[Element, ElementAnswer] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    alternative: str = ""
    url: str = ""
    unit: str = ""

    def checked(self) -> Self:
        """The interpretation in its normal form; it may still be incomplete. Raises InterpretationUnfit."""
        points = []
        if not self.title.strip():
            points.append(Point("/title", "missing", "请填写解读标题"))
        if self.url.strip() and not is_safe_address(self.url.strip()):
            points.append(Point("/url", "url-unfit", URL_FAULT))
        if points:
            raise InterpretationUnfit(f"解读材料有{len(points)}处需要修改。", points=points)
        return replace(
            self, title=" ".join(self.title.split()), url=self.url.strip(), html=to_html(self.body) if self.body else ""
        )

    def faults(self) -> Iterator[Point]:
        """What is missing before it may go public; pointers begin at the interpretation itself."""
        if not self.title.strip():
            yield Point("/title", "missing", "请填写解读标题")
        if self.form is Form.text:
            yield from self._elements_missing()
        elif self.form in MEDIA:
            yield from self._media_missing()
        elif not says_something(self.body):
            yield Point("/body", "missing", f"请填写{FORM_WORDS[self.form]}的内容（{BASIS}）")
        if self.url and not is_safe_address(self.url):
            yield Point("/url", "url-unfit", URL_FAULT)

    def _elements_missing(self) -> Iterator[Point]:
        for element, words in ELEMENT_WORDS.items():
            if fault := self.elements.get(element, ElementAnswer()).fault(words):
                yield Point(f"/elements/{element}", *fault)

    def _media_missing(self) -> Iterator[Point]:
        words, kind = FORM_WORDS[self.form], MEDIA[self.form]
        for number, file in enumerate(self.files):
            if not file.media_type.startswith(kind):
                yield Point(f"/files/{number}", "file-of-another-form", f"这个文件不是{words}可用的类型（{BASIS}）")
        if not self.files and not (self.form is Form.video and self.url):
            yield Point("/files", "missing", f"{words}没有文件（{BASIS}）")
        if not says_something(self.alternative):
            yield Point("/alternative", "missing", f"{words}须附文字说明，供看不见或听不见的读者使用（{BASIS}）")


def says_something(text: str) -> bool:
    """Whether a text is more than punctuation or a word that stands in for what is missing."""
    return _NOTHING_SAID.fullmatch("".join(text.split()).strip("。．.；;，,（）()")) is None
