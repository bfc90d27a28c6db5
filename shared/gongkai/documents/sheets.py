"""The cells of a workbook: rows as lines, cells apart by tabs, strings looked up where the workbook shares them."""

from collections.abc import Mapping

from gongkai.documents.markup import Harvest, Paragraph, Reader


class StringReader(Reader):
    """The strings that cells point to by number; those that no cell uses any more are harvested too."""

    def __init__(self, harvest: Harvest, strings: list[str]) -> None:
        super().__init__(harvest)
        self._strings = strings

    def _close_paragraph(self, paragraph: Paragraph) -> None:
        self._strings.append(paragraph.views()[0])
        super()._close_paragraph(paragraph)


class SheetReader(Reader):
    """One sheet: its rows, and around them whatever other parts have too (headers, prompts, comments)."""

    def __init__(self, harvest: Harvest, strings: list[str]) -> None:
        super().__init__(harvest)
        self._strings = strings
        self._shared = False
        self._row: list[str] = []

    def _opened(self, element: str, attributes: Mapping[str, str]) -> None:
        if element == "c":
            self._shared = attributes.get("t") == "s"
        elif element == "row":
            self._row = []

    def _closed(self, element: str) -> None:
        if element == "row":
            self._harvest.line("\t".join(self._row))

    def _take(self, text: str, within: str) -> None:
        if within == "v":
            self._row.append(self._string(text) if self._shared else _number(text))
        else:
            super()._take(text, within)

    def _close_paragraph(self, paragraph: Paragraph) -> None:
        self._row.extend(paragraph.views())

    def _string(self, number: str) -> str:
        place = int(number) if number.isdecimal() and len(number) < 10 else -1
        return self._strings[place] if 0 <= place < len(self._strings) else number


def _number(text: str) -> str:
    """A whole number as people read it: `1.38E10` is a telephone."""
    if "E" not in text.upper():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if abs(number) < 1e18 and number.is_integer() else text
