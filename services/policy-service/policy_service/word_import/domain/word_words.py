"""The words of one paragraph of a Word document, with what stands out in them; what is left behind is noted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from lxml.etree import _Element as Element

from policy_service.word_import.domain.word_package import MAIN, WordPackage

PICTURE: Final = "图片没有转入正文，请作为附件另行上传。"
EMBEDDED: Final = "嵌入的对象（OLE）没有转入，也没有运行。"
TEXT_BOX: Final = "文本框里的文字没有转入正文，请核对补录。"
TRACKED: Final = "文档带有修订痕迹：已按接受全部修订转入，删除的文字没有转入。"
HIDDEN: Final = "隐藏的文字没有转入正文。"
NOTES: Final = "脚注、尾注没有转入正文，请核对补录。"
COMMENTS: Final = "批注没有转入正文。"
FORMULA: Final = "公式没有转入正文，请作为附件另行上传。"
SYMBOL: Final = "特殊符号没有转入正文，请核对补录。"
ELSEWHERE: Final = "引入的其他文件没有转入正文。"
TOO_DEEP: Final = "嵌套过深的内容没有转入正文，请核对补录。"

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MATHS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EITHER: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_OFF: Final = ("0", "false", "off")
_DEEPEST: Final = 12
_PASSED_THROUGH: Final = frozenset(
    f"{MAIN}{name}"
    for name in (
        "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "ruby", "rubyBase"
    )
)  # fmt: skip
_TRACKED_IN: Final = frozenset({f"{MAIN}ins", f"{MAIN}moveTo"})
_LEFT_BEHIND: Final = {
    f"{MAIN}del": TRACKED,
    f"{MAIN}moveFrom": TRACKED,
    f"{MAIN}object": EMBEDDED,
    f"{MAIN}footnoteReference": NOTES,
    f"{MAIN}endnoteReference": NOTES,
    f"{MAIN}commentReference": COMMENTS,
    f"{MAIN}sym": SYMBOL,
    f"{MAIN}altChunk": ELSEWHERE,
    f"{_MATHS}oMath": FORMULA,
    f"{_MATHS}oMathPara": FORMULA,
}
_DRAWN: Final = frozenset({f"{MAIN}drawing", f"{MAIN}pict", _EITHER})
_CHARACTERS: Final = {f"{MAIN}tab": " ", f"{MAIN}noBreakHyphen": "-", f"{MAIN}cr": "\n"}
_MARKS: Final = (("b", "strong"), ("i", "em"), ("strike", "s"))
_PLACES: Final = {"superscript": "sup", "subscript": "sub"}


class StyledText(NamedTuple):
    """Some characters in one look; `tags` from the outside in."""

    text: str
    tags: tuple[str, ...] = ()
    link: str = ""


@dataclass(slots=True)
class ParagraphReader:
    """Reads paragraphs and notes what was left behind, each thing once."""

    package: WordPackage
    left_behind: dict[str, None] = field(default_factory=dict)

    def leaves(self, words: str) -> None:
        """Something was not taken over."""
        self.left_behind[words] = None

    def of(self, paragraph: Element) -> tuple[str, str]:
        """A paragraph's plain words, and the same as HTML."""
        pieces = list(self._pieces(paragraph, "", 0))
        html = "".join(_as_html(look, "".join(piece.text for piece in run)) for look, run in groupby(pieces, _look))
        return "".join(piece.text for piece in pieces).strip(), html.strip()

    def _pieces(self, element: Element, link: str, depth: int) -> Iterator[StyledText]:
        if depth > _DEEPEST:
            self.leaves(TOO_DEEP)
            return
        for child in element:
            if child.tag == f"{MAIN}r":
                yield from self._run(child, link, depth)
            elif child.tag == f"{MAIN}hyperlink":
                target = self.package.links.get(child.get(_RELATION, ""), "")
                yield from self._pieces(child, target or link, depth + 1)
            elif child.tag in _PASSED_THROUGH:
                if child.tag in _TRACKED_IN:
                    self.leaves(TRACKED)
                yield from self._pieces(child, link, depth + 1)
            else:
                self.left(child)

    def _run(self, run: Element, link: str, depth: int) -> Iterator[StyledText]:
        properties = run.find(f"{MAIN}rPr")
        if _is_on(properties, "vanish") or _is_on(properties, "webHidden"):
            self.leaves(HIDDEN)
            return
        tags = _tags(properties)
        for child in run:
            if child.tag == f"{MAIN}t":
                yield StyledText(child.text or "", tags, link)
            elif child.tag == f"{MAIN}br":
                if child.get(f"{MAIN}type", "textWrapping") == "textWrapping":
                    yield StyledText("\n", tags, link)
            elif child.tag in _CHARACTERS:
                yield StyledText(_CHARACTERS[child.tag], tags, link)
            elif child.tag in _PASSED_THROUGH:
                yield from self._pieces(child, link, depth + 1)
            else:
                self.left(child)

    def left(self, element: Element) -> None:
        """Say of an element what it was, if it held something for a reader."""
        if words := _LEFT_BEHIND.get(element.tag):
            self.leaves(words)
        elif element.tag in _DRAWN:
            boxed = any(box.find(f".//{MAIN}t") is not None for box in element.iter(f"{MAIN}txbxContent"))
            embedded = element.find(f".//{MAIN}OLEObject") is not None
            self.leaves(TEXT_BOX if boxed else EMBEDDED if embedded else PICTURE)


def _look(piece: StyledText) -> tuple[tuple[str, ...], str]:
    return piece.tags, piece.link


def _as_html(look: tuple[tuple[str, ...], str], text: str) -> str:
    tags, link = look
    html = escape(text).replace("\n", "<br>")
    if not text.strip():
        return html
    for tag in reversed(tags):
        html = f"<{tag}>{html}</{tag}>"
    return f'<a href="{escape(link)}">{html}</a>' if link else html


def _tags(properties: Element | None) -> tuple[str, ...]:
    if properties is None:
        return ()
    place = properties.find(f"{MAIN}vertAlign")
    raised = _PLACES.get("" if place is None else place.get(f"{MAIN}val", ""))
    return (*(tag for name, tag in _MARKS if _is_on(properties, name)), *((raised,) if raised else ()))


def _is_on(properties: Element | None, name: str) -> bool:
    found = None if properties is None else properties.find(f"{MAIN}{name}")
    return found is not None and found.get(f"{MAIN}val", "1") not in _OFF
