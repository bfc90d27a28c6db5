"""The numbers that Word writes by itself: （一）, 1., bullets; and which paragraphs are headings by their style."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml.etree import _Element as Element

from policy_service.word_import.domain.word_package import MAIN

_VALUE: Final = f"{MAIN}val"
_DEEPEST: Final = 8
_DIGITS: Final = "〇一二三四五六七八九"
_ROMAN: Final = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE: Final = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
    }
)
_MOST: Final = 9999
_OUTLINE_OF_WORDS: Final = 9
"""Word's outline level for what is no heading."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1

    @property
    def bullet(self) -> bool:
        return self.form == "bullet"

    @property
    def plain(self) -> bool:
        """Whether HTML counts the same way by itself."""
        return self.form == "decimal" and self.text in ("%1.", "%1")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph's style says about it."""

    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    list_level: int = 0


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    lists: Mapping[str, Mapping[int, Level]]
    styles: Mapping[str, Style]
    _counts: defaultdict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def level(self, list_id: str, depth: int) -> Level | None:
        """How that list counts; `None` if it is no list (Word's number 0 takes a paragraph out of its list)."""
        return None if list_id in ("", "0") else self.lists.get(list_id, {}).get(depth, Level())

    def next(self, list_id: str, depth: int) -> int:
        """The paragraph's number in its list; deeper levels begin again."""
        counts = self._counts[list_id]
        level = self.level(list_id, depth) or Level()
        counts[depth] = min(counts.get(depth, level.start - 1) + 1, _MOST)
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return counts[depth]

    def label(self, list_id: str, depth: int) -> str:
        """What Word shows before the paragraph that was counted last: 第一条, （一）, 1.2."""
        level = self.level(list_id, depth) or Level()
        label = level.text
        for place in range(depth + 1):
            at = self.level(list_id, place) or Level()
            number = self._counts[list_id].get(place, at.start)
            label = label.replace(f"%{place + 1}", written(number, at.form))
        return label

    def style(self, style_id: str) -> Style:
        """A style with what it has from those that it is based on."""
        outline, list_id, list_level = None, "", 0
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            style = self.styles[style_id]
            outline = style.outline if outline is None else outline
            if not list_id:
                list_id, list_level = style.list_id, style.list_level
            style_id = style.based_on
        return Style("", outline, list_id, list_level)


def read_numbering(styles: Element | None, numbering: Element | None) -> Numbering:
    """From the parts of a document."""
    return Numbering(_lists(numbering), _styles(styles))


def number_in(element: Element | None, name: str, default: int = 0, most: int = _MOST) -> int:
    """A number at `w:name` below an element, within bounds; whatever is no number is the default."""
    found = None if element is None else element.find(f"{MAIN}{name}")
    value = "" if found is None else found.get(_VALUE, "")
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 10 else default


def word_in(element: Element | None, name: str) -> str:
    """The value at `w:name` below an element."""
    found = None if element is None else element.find(f"{MAIN}{name}")
    return "" if found is None else found.get(_VALUE, "")


def written(number: int, form: str) -> str:
    """A number as a list writes it."""
    if form in _CHINESE:
        return chinese(number)
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return "" if form == "none" else str(number)


def chinese(number: int) -> str:
    """十二, 二十, 一百零五; beyond 999 digit by digit."""
    if not 0 < number < 1000:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    if not 0 < number < 1000:
        return str(number)
    words = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        words += letters * times
    return words


def _lists(numbering: Element | None) -> dict[str, dict[int, Level]]:
    if numbering is None:
        return {}
    abstract = {
        one.get(f"{MAIN}abstractNumId", ""): {
            depth: Level(
                word_in(level, "numFmt") or "decimal", word_in(level, "lvlText")[:40], number_in(level, "start", 1)
            )
            for depth, level in enumerate(one.findall(f"{MAIN}lvl")[: _DEEPEST + 1])
        }
        for one in numbering.findall(f"{MAIN}abstractNum")
    }
    return {
        one.get(f"{MAIN}numId", ""): abstract.get(word_in(one, "abstractNumId"), {})
        for one in numbering.findall(f"{MAIN}num")
    }


def _styles(styles: Element | None) -> dict[str, Style]:
    if styles is None:
        return {}
    return {one.get(f"{MAIN}styleId", ""): _style(one) for one in styles.findall(f"{MAIN}style")}


def _style(style: Element) -> Style:
    properties = style.find(f"{MAIN}pPr")
    listed = None if properties is None else properties.find(f"{MAIN}numPr")
    outline = number_in(properties, "outlineLvl", _OUTLINE_OF_WORDS)
    stated = properties is not None and properties.find(f"{MAIN}outlineLvl") is not None
    return Style(
        based_on=word_in(style, "basedOn"),
        outline=outline if stated else _by_name(word_in(style, "name")),
        list_id=word_in(listed, "numId"),
        list_level=number_in(listed, "ilvl", most=_DEEPEST),
    )


def _by_name(name: str) -> int | None:
    """Word's own headings are known by name, in Chinese and in English."""
    plain = name.lower().replace(" ", "")
    for prefix in ("heading", "标题"):
        if plain.startswith(prefix) and plain[len(prefix) :] in list("123456789"):
            return int(plain[-1]) - 1
    return None
