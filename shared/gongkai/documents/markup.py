"""What can be read in one XML part of an Office file, however it is split, deleted, hidden or put in an attribute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import unquote
from xml.parsers.expat import ExpatError, ParserCreate

from gongkai.documents.refusals import FileIsBomb, FileTooLarge, FileUnreadable

MOST_TEXT: Final = 5_000_000
"""Characters of one file; a thousand pages have about a million."""
DEEPEST: Final = 500
PIECE: Final = 64 * 1024

PARAGRAPHS: Final = frozenset({"p", "si", "is", "text"})
"""Where runs belong together: paragraphs of text and drawings, cells and comments of sheets."""
RUNS: Final = frozenset({"t", "delText"})
DELETED: Final = frozenset({"del", "moveFrom"})
INSERTED: Final = frozenset({"ins", "moveTo"})
BESIDE: Final = frozenset({"rt", "rPh"})
"""Readings set above characters: part of no word."""
INSTRUCTIONS: Final = frozenset({"instrText", "delInstrText"})
GLYPHS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
SPEAKING: Final = frozenset(
    {"descr", "title", "alt", "tooltip", "author", "initials", "string", "display", "displayText", "prompt", "error"}
    | {"promptTitle", "errorTitle", "displayName", "userName", "name", "caption", "label"}
)
"""Attributes with words for people."""
VALUE_OF: Final = frozenset(
    {"docVar", "default", "listEntry", "statusText", "helpText", "tag", "alias", "lvlText", "attr", "description"}
)
"""Elements of which `val` is such an attribute."""


class Stream(Protocol):
    """Whatever bytes are read from."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(slots=True)
class Harvest:
    """The lines of a part, one a paragraph, and the instructions of its fields."""

    lines: list[str] = field(default_factory=list)
    instructions: list[str] = field(default_factory=list)
    size: int = 0

    def line(self, text: str) -> None:
        """Add what is not blank."""
        if text.strip():
            self.size += len(text)
            if self.size > MOST_TEXT:
                raise FileTooLarge("文件里的文字太多，请拆成几个文件上传。")
            self.lines.append(text)


@dataclass(slots=True)
class Paragraph:
    """Pieces of text, each with whether it was deleted, is an insertion, or is hidden."""

    pieces: list[tuple[str, bool, bool, bool]] = field(default_factory=list)
    instructions: list[str] = field(default_factory=list)
    new_page: bool = False

    def views(self) -> list[str]:
        """The paragraph as it stands, as it was before the tracked changes, and as printed: those that differ."""
        now = "".join(text for text, deleted, _, _ in self.pieces if not deleted)
        before = "".join(text for text, _, inserted, _ in self.pieces if not inserted)
        printed = "".join(text for text, deleted, _, hidden in self.pieces if not deleted and not hidden)
        return list(dict.fromkeys((now, before, printed)))


class Reader:
    """Walks through one part with expat, which builds no tree; a document type declaration ends the walk."""

    def __init__(self, harvest: Harvest, *, all_attributes: bool = False) -> None:
        self._harvest = harvest
        self._all_attributes = all_attributes
        self._open: list[str] = []
        self._paragraphs: list[Paragraph] = []
        self._words: list[str] = []
        self._deleted = self._inserted = self._beside = 0
        self._hidden = False
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words.append
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def read(self, stream: Stream) -> None:
        """All of it."""
        try:
            while piece := stream.read(PIECE):
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except ExpatError as error:
            raise FileUnreadable("文件已损坏，内部结构不完整。请重新导出后再上传。") from error

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._take_words()
        local = name.rpartition(" ")[2]
        self._open.append(local)
        if len(self._open) > DEEPEST:
            raise FileIsBomb("文件内部层层嵌套，远超正常文件。")
        self._deleted += local in DELETED
        self._inserted += local in INSERTED
        self._beside += local in BESIDE
        if local in PARAGRAPHS:
            self._paragraphs.append(Paragraph())
        elif local in ("r", "rPr"):
            self._hidden = False
        elif local in ("vanish", "webHidden", "specVanish"):
            self._hidden = _plain(attributes).get("val", "1") not in ("0", "false", "off")
        plain = _plain(attributes)
        if plain or local in GLYPHS or local == "lastRenderedPageBreak":
            self._take_attributes(local, plain)
        self._opened(local, plain)

    def _end(self, name: str) -> None:
        self._take_words()
        local = self._open.pop()
        self._deleted -= local in DELETED
        self._inserted -= local in INSERTED
        self._beside -= local in BESIDE
        if local in PARAGRAPHS:
            self._close_paragraph(self._paragraphs.pop())
        elif local == "r":
            self._hidden = False
        self._closed(local)

    def _take_words(self) -> None:
        if self._words:
            text = "".join(self._words)
            self._words.clear()
            self._take(text, self._open[-1])

    def _take(self, text: str, within: str) -> None:
        if within in INSTRUCTIONS and self._paragraphs:
            self._paragraphs[-1].instructions.append(text)
        elif self._beside or not self._paragraphs:
            self._harvest.line(text)
        elif within in RUNS or text.strip():
            self._add(text)

    def _opened(self, element: str, attributes: Mapping[str, str]) -> None:
        """For readers of parts with a structure of their own."""

    def _closed(self, element: str) -> None:
        """The same, at an element's end."""

    def _add(self, text: str) -> None:
        self._paragraphs[-1].pieces.append((text, self._deleted > 0, self._inserted > 0, self._hidden))

    def _take_attributes(self, local: str, attributes: Mapping[str, str]) -> None:
        if self._paragraphs:
            if local == "lastRenderedPageBreak" or (local == "br" and attributes.get("type") == "page"):
                self._paragraphs[-1].new_page = True
            elif local in GLYPHS and self._open[-2:-1] != ["tabs"]:
                self._add(GLYPHS[local])
            elif local == "sym":
                self._add(_symbol(attributes.get("char", "")))
        for name, value in attributes.items():
            if name == "instr":
                self._harvest.instructions.append(value)
                self._harvest.line(value)
            elif name == "Target":
                self._harvest.line(unquote(value) if "TargetMode" in attributes else "")
            elif self._all_attributes or name in SPEAKING or (name == "val" and local in VALUE_OF):
                self._harvest.line(value)

    def _close_paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.new_page:
            self._harvest.lines.append("\f")
        for view in paragraph.views():
            self._harvest.line(view)
        if paragraph.instructions:
            instruction = "".join(paragraph.instructions)
            self._harvest.instructions.append(instruction)
            self._harvest.line(instruction)


def _plain(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name.rpartition(" ")[2]: value for name, value in attributes.items()}


def _symbol(code: str) -> str:
    """A character of a symbol font: its code lies in the private use area, above the letter that is meant."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return chr(number - 0xF000 if 0xF000 <= number <= 0xF0FF else number) if 0 < number <= 0xFFFF else ""


def _refuse_doctype(*_: object) -> None:
    raise FileIsBomb("文件中含有不允许的 XML 声明（DTD、实体）。请重新导出后再上传。")
