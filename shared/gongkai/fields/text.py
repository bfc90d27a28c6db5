"""What people write: normalised to NFC, free of control characters, within bounds."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# C0, DEL, C1, line and paragraph separators, bidi embeddings and isolates (they make text read differently from what
# it is), BOM, non-characters, lone surrogates.
REFUSED_ANYWHERE: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
)
# Characters without a shape of their own: Unicode's Default_Ignorable_Code_Point (soft hyphen, joiners, fillers,
# variation selectors, tags …) and the empty Braille cell.
SHAPELESS: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
IN_LINE: Final = re.compile(f"[{REFUSED_ANYWHERE}\t\n\r]")
IN_PROSE: Final = re.compile(f"[{REFUSED_ANYWHERE}]")


@dataclass(frozen=True, slots=True)
class Line:
    """`Annotated[str, Line(200)]`: one line of `least` to `most` characters, blanks around it taken off. Only what can
    be seen counts towards the least, and a text without anything to see is empty."""

    most: int
    least: int = 1

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.read, core_schema.str_schema(strict=True))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"minLength": self.least, "maxLength": self.most}

    def read(self, text: str) -> str:
        """The text as it is kept, or a refusal."""
        return _within(_clean(text, IN_LINE), self.least, self.most)


@dataclass(frozen=True, slots=True)
class Prose(Line):
    """`Annotated[str, Prose(5000)]`: several lines; line breaks are kept as `\\n`, tabs are allowed."""

    def read(self, text: str) -> str:
        """The text as it is kept, or a refusal."""
        return _within(_clean(text.replace("\r\n", "\n").replace("\r", "\n"), IN_PROSE), self.least, self.most)


def visible(text: str) -> str:
    """What a reader sees of a text; nothing of one that only looks as if it were there."""
    return SHAPELESS.sub("", text).strip()


def _clean(text: str, refused: re.Pattern[str]) -> str:
    if refused.search(text):
        raise PydanticCustomError("control-character", "含有不允许的控制字符。")
    return unicodedata.normalize("NFC", text).strip() if visible(text) else ""


def _within(text: str, least: int, most: int) -> str:
    if len(visible(text)) < least:
        raise PydanticCustomError("string_too_short", "too short", {"min_length": least})
    if len(text) > most:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": most})
    return text
