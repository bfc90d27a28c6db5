"""A Word document (.docx) as the body of a policy: headings, paragraphs, lists, tables and bold words.

Nothing in it is run and nothing is fetched. What is not taken over (pictures, embedded objects, text boxes, notes,
comments) is said in the cautions, so that the drafter looks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final

from lxml.etree import _Element as Element

from policy_service.policy.domain.body import to_html
from policy_service.policy.domain.draft import BodyFormat
from policy_service.word_import.domain.word_numbering import Numbering, number_in, read_numbering, word_in
from policy_service.word_import.domain.word_package import MAIN, WordDocumentUnreadable, WordPackage
from policy_service.word_import.domain.word_tables import Cell, table_html
from policy_service.word_import.domain.word_words import ELSEWHERE, TOO_DEEP, TRACKED, ParagraphReader

LONGEST: Final = 1_000_000
_DEEPEST: Final = 8
_DEEPEST_LIST: Final = 8
# On paper 一、 stands before a section and （一） before a part of it; a line with a full stop in it is no heading.
_SECTION: Final = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；;\n]{1,60}")
_PART: Final = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][^。；;：:\n]{1,40}")
_ONE_PARAGRAPH: Final = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
_WRAPPERS: Final = frozenset(f"{MAIN}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass(frozen=True, slots=True)
class WordBody:
    """Harmless HTML, and in Chinese what was left behind."""

    html: str
    cautions: tuple[str, ...] = ()


def read(source: bytes | Path) -> WordBody:
    """The body inside a Word file. Takes its time over a large one: call it beside the event loop."""
    package = WordPackage.open(source)
    content = package.document.find(f"{MAIN}body")
    if content is None:
        raise WordDocumentUnreadable("这个Word文档没有正文。")
    words = ParagraphReader(package)
    blocks = _Blocks(words, read_numbering(package.styles, package.numbering))
    html = blocks.html(content, 0)
    return WordBody(to_html(html, BodyFormat.html), tuple(words.left_behind))


@dataclass(slots=True)
class _Lists:
    """Lists that are open, from the outermost: how deep, and with which tag."""

    opened: list[tuple[int, str]] = field(default_factory=list)

    def item(self, depth: int, tag: str, start: int, html: str) -> str:
        """One more item; whatever is deeper ends before it."""
        ended = self._end_below(depth)
        if self.opened and self.opened[-1] == (depth, tag):
            return f"{ended}</li><li>{html}"
        if self.opened and self.opened[-1][0] == depth:
            ended += self._end_one()
        self.opened.append((depth, tag))
        return f"{ended}<{tag}{f' start={start}' if tag == 'ol' and start > 1 else ''}><li>{html}"

    def end(self) -> str:
        """All lists end: a paragraph, a heading or a table follows."""
        return self._end_below(-1)

    def _end_below(self, depth: int) -> str:
        ended = ""
        while self.opened and self.opened[-1][0] > depth:
            ended += self._end_one()
        return ended

    def _end_one(self) -> str:
        return f"</li></{self.opened.pop()[1]}>"


@dataclass(slots=True)
class _Blocks:
    words: ParagraphReader
    numbering: Numbering
    length: int = 0

    def html(self, container: Element, depth: int) -> str:
        """Paragraphs and tables of a body or a cell."""
        lists = _Lists()
        parts: list[str] = []
        for block in self._blocks(container, depth):
            made = self._paragraph(block, lists) if block.tag == f"{MAIN}p" else lists.end() + self._table(block, depth)
            self.length += len(made)
            if self.length > LONGEST:
                raise WordDocumentUnreadable("这个Word文档的正文过长。")
            parts.append(made)
        return "".join((*parts, lists.end()))

    def _blocks(self, container: Element, depth: int) -> Iterator[Element]:
        if depth > _DEEPEST:
            self.words.leaves(TOO_DEEP)
            return
        for child in container:
            if child.tag in (f"{MAIN}p", f"{MAIN}tbl"):
                yield child
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child, depth + 1)
            elif child.tag == f"{MAIN}altChunk":
                self.words.leaves(ELSEWHERE)
            else:
                self.words.left(child)

    def _paragraph(self, paragraph: Element, lists: _Lists) -> str:
        text, html = self.words.of(paragraph)
        if not text:
            return ""
        properties = paragraph.find(f"{MAIN}pPr")
        style = self.numbering.style(word_in(properties, "pStyle"))
        outline = number_in(properties, "outlineLvl", 9 if style.outline is None else style.outline)
        listed = None if properties is None else properties.find(f"{MAIN}numPr")
        list_id = word_in(listed, "numId") or style.list_id
        depth = number_in(listed, "ilvl", style.list_level, _DEEPEST_LIST)
        if level := self.numbering.level(list_id, depth):
            number = self.numbering.next(list_id, depth)
            if outline >= 9 and (level.bullet or level.plain):
                return lists.item(depth, "ul" if level.bullet else "ol", number, html)
            if not level.bullet:
                label = self.numbering.label(list_id, depth)
                label += " " if label[-1:].isascii() and label else ""
                text, html = label + text, escape(label) + html
        return lists.end() + _block(text, html, outline)

    def _table(self, table: Element, depth: int) -> str:
        rows = [
            [self._cell(cell, depth, header=row.find(f"{MAIN}trPr/{MAIN}tblHeader") is not None) for cell in cells]
            for row, cells in self._rows(table, depth)
        ]
        return table_html(rows)

    def _rows(self, table: Element, depth: int) -> Iterator[tuple[Element, list[Element]]]:
        for row in self._within(table, f"{MAIN}tr", depth):
            if row.find(f"{MAIN}trPr/{MAIN}del") is not None:
                self.words.leaves(TRACKED)
            else:
                yield row, list(self._within(row, f"{MAIN}tc", depth))

    def _within(self, container: Element, tag: str, depth: int) -> Iterator[Element]:
        if depth > _DEEPEST:
            self.words.leaves(TOO_DEEP)
            return
        for child in container:
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS:
                yield from self._within(child, tag, depth + 1)

    def _cell(self, cell: Element, depth: int, *, header: bool) -> Cell:
        properties = cell.find(f"{MAIN}tcPr")
        merged = None if properties is None else properties.find(f"{MAIN}vMerge")
        html = self.html(cell, depth + 1)
        alone = _ONE_PARAGRAPH.fullmatch(html)
        return Cell(
            html=alone[1] if alone else html,
            span=max(1, number_in(properties, "gridSpan", 1, most=99)),
            goes_on=merged is not None and merged.get(f"{MAIN}val", "continue") != "restart",
            header=header,
        )


def _block(text: str, html: str, outline: int) -> str:
    """A heading by its style or by its number on paper, else a paragraph."""
    level = outline + 2 if outline < 9 else 2 if _SECTION.fullmatch(text) else 3 if _PART.fullmatch(text) else 0
    if level == 0:
        return f"<p>{html}</p>"
    return f"<h{min(level, 6)}>{escape(' '.join(text.split()))}</h{min(level, 6)}>"
