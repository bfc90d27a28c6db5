"""Marks of classification and words of the list: what holds a text back until it was looked at.

A mark says where it stands and why it matters, in words of its own; it never carries words of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Final

from gongkai.privacy.word_list import Action, ListedWord, Where, WordList, word_list

HEAD_LINES: Final = 8
HEAD_CHARACTERS: Final = 400

_BLANK: Final = r"[ \t\xa0\u2000-\u200f\u3000\ufeff]{0,4}"
_GRADE: Final = f"(?:绝{_BLANK}密|机{_BLANK}密|秘{_BLANK}密)"
_STAR: Final = "[★☆⭐✩✪✭✮✯⋆*＊∗]"
_PERIOD: Final = "(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前|公布前)"
_MARK: Final = re.compile(f"{_GRADE}{_BLANK}级?{_BLANK}{_STAR}(?:{_BLANK}{_PERIOD})?")
_LINE_BEGINS: Final = rf"(?:\A|(?<=[\n\f])){_BLANK}"
_LINE_ENDS: Final = rf"{_BLANK}(?=\r?$)"
_BARE_GRADE: Final = re.compile(f"(?m){_LINE_BEGINS}({_GRADE}{_BLANK}级?(?:{_BLANK}{_PERIOD})?){_LINE_ENDS}")
_COPY_NUMBER: Final = re.compile(f"(?m){_LINE_BEGINS}([0-9０-９]{{6}}){_LINE_ENDS}")
_PAGE: Final = re.compile("[^\f]+")
_LINE: Final = re.compile("[^\n]*[^\\s][^\n]*\n?")


class MarkKind(StrEnum):
    """A grade with its star, a grade alone in a head, a copy number, or a word of the list."""

    grade_mark = "grade_mark"
    grade_in_head = "grade_in_head"
    copy_number = "copy_number"
    listed_word = "listed_word"


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (exclusive) of the text; `words` say in Chinese why it is held."""

    start: int
    end: int
    kind: MarkKind
    action: Action
    words: str


WORDS: Final = {
    MarkKind.grade_mark: "有国家秘密标志，须由保密员处理",
    MarkKind.grade_in_head: "页首有密级字样，须由保密员处理",
    MarkKind.copy_number: "页首有六位份号，请核对是否为涉密文件",
}


def examine(text: str, words: WordList | None = None) -> tuple[Mark, ...]:
    """All marks of a text in its order; a form feed begins a new page with a head of its own. `words` is the bundled
    list. A word of the list within another mark is not told again."""
    heads = [_head(text, *page.span()) for page in _PAGE.finditer(text)]
    fixed = sorted(
        [
            *(_fixed(found.span(), MarkKind.grade_mark, Action.block) for found in _MARK.finditer(text)),
            *_in_heads(text, heads, _BARE_GRADE, MarkKind.grade_in_head, Action.block),
            *_in_heads(text, heads, _COPY_NUMBER, MarkKind.copy_number, Action.warn),
        ],
        key=_start,
    )
    listed = _listed(text, heads, words or word_list())
    return tuple(merge(fixed, (mark for mark in listed if not _within(mark, fixed)), key=_start))


def blocks(marks: Iterable[Mark]) -> bool:
    """Whether only the secrecy officer can let the text pass."""
    return any(mark.action is Action.block for mark in marks)


def _head(text: str, start: int, end: int) -> range:
    """The first lines of a page that are not empty, and never more than its first characters."""
    stop = min(end, start + HEAD_CHARACTERS)
    lines = [line.end() for line in islice(_LINE.finditer(text, start, stop), HEAD_LINES)]
    return range(start, lines[-1] if len(lines) == HEAD_LINES else stop)


def _in_heads(
    text: str, heads: Sequence[range], pattern: re.Pattern[str], kind: MarkKind, action: Action
) -> Iterator[Mark]:
    for head in heads:
        for found in pattern.finditer(text, head.start, head.stop):
            yield _fixed(found.span(1), kind, action)


def _fixed(place: tuple[int, int], kind: MarkKind, action: Action) -> Mark:
    return Mark(*place, kind, action, WORDS[kind])


def _listed(text: str, heads: Sequence[range], words: WordList) -> Iterator[Mark]:
    in_heads = [found for found in words.in_text(text, Where.head) if _in_a_head(found[0], heads)]
    furthest = 0
    for start, end, word in sorted([*words.in_text(text, Where.anywhere), *in_heads], key=_longest_first):
        if end > furthest and word.action is not Action.none:
            yield Mark(start, end, MarkKind.listed_word, word.action, word.note)
        furthest = max(furthest, end)


def _longest_first(found: tuple[int, int, ListedWord]) -> tuple[int, int]:
    return found[0], -found[1]


def _in_a_head(place: int, heads: Sequence[range]) -> bool:
    before = bisect_right(heads, place, key=lambda head: head.start)
    return before > 0 and place in heads[before - 1]


def _within(mark: Mark, others: Sequence[Mark]) -> bool:
    """Whether it overlaps one of the others, which stand in order and apart."""
    following = bisect_right(others, mark.start, key=lambda other: other.end)
    return following < len(others) and others[following].start < mark.end


def _start(mark: Mark) -> int:
    return mark.start
