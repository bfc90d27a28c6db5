"""The list of words that a text is searched for before it goes public, as the office edits it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Self

from gongkai.privacy.lists import NoToml, read_toml, unknown_field
from gongkai.refusals import Ground, Point, Refusal


class Action(StrEnum):
    """What a mark does: it blocks until the secrecy officer decides, it warns, or a word is harmless."""

    block = "block"
    warn = "warn"
    none = "none"


class Where(StrEnum):
    """Where a word counts; the head is the first lines of a page."""

    anywhere = "anywhere"
    head = "head"


class WordListUnfit(Refusal):
    """The word list cannot be read as it is; nothing is examined by half a list."""

    code = "word-list-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One word of the list; `note` is what the drafter reads."""

    word: str
    action: Action
    where: Where = Where.anywhere
    note: str = ""


FIELDS: Final = {"word", "action", "where", "note"}


@dataclass(frozen=True)
class WordList:
    """All words; one that stands whole within a longer one that counts there is not told of itself."""

    words: tuple[ListedWord, ...]

    @classmethod
    def read(cls, toml: str) -> Self:
        """From the words of the file; refuses with every fault at once."""
        try:
            content = read_toml(toml)
        except NoToml as error:
            raise WordListUnfit("词表不是有效的TOML文件。", points=error.points) from None
        rows = content.pop("word", [])
        points = [unknown_field("", name, "[[word]]") for name in content]
        if not isinstance(rows, list):
            raise WordListUnfit(
                "词表的格式不正确。", points=[*points, Point("/word", "not-a-list", "每个词写一个[[word]]")]
            )
        if points := [*points, *_faults(rows)]:
            raise WordListUnfit("词表的格式不正确。", points=points)
        return cls(tuple(_word(row) for row in rows))

    def in_text(self, text: str, where: Where) -> Iterator[tuple[int, int, ListedWord]]:
        """Each place of the text where a word that counts there begins and ends, whatever else it overlaps; of words
        that begin together the longest."""
        pattern, at = self._patterns.get(where), 0
        while pattern and (found := pattern.search(text, at)):
            at = found.start() + 1
            yield *found.span(), self._by_word[found[0]]

    @cached_property
    def _by_word(self) -> Mapping[str, ListedWord]:
        return {word.word: word for word in self.words}

    @cached_property
    def _patterns(self) -> Mapping[Where, re.Pattern[str]]:
        sorts = {where: [one.word for one in self.words if one.where is where] for where in Where}
        return {where: _any_of(words) for where, words in sorts.items() if words}


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _faults(rows: Sequence[Any]) -> Iterator[Point]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        place = f"/word/{number}"
        if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
            yield Point(place, "not-a-word", "每个词须写明word和action")
            continue
        for unknown in sorted(row.keys() - FIELDS):
            yield unknown_field(place, unknown, "word、action、where、note")
        word = row.get("word", "")
        if not word or word != word.strip():
            yield Point(f"{place}/word", "word-missing", "词不能为空，首尾不能有空格")
        if word in seen:
            yield Point(f"{place}/word", "word-twice", "同一个词写了两次")
        seen.add(word)
        if row.get("action") not in Action.__members__:
            yield Point(f"{place}/action", "unknown-action", "action须为block、warn或none")
        if row.get("where", "anywhere") not in Where.__members__:
            yield Point(f"{place}/where", "unknown-place", "where须为anywhere或head")


def _word(row: Mapping[str, str]) -> ListedWord:
    return ListedWord(row["word"], Action(row["action"]), Where(row.get("where", "anywhere")), row.get("note", ""))


@cache
def word_list() -> WordList:
    """The bundled list, read once."""
    return WordList.read(files("gongkai.privacy").joinpath("words.toml").read_text("utf-8"))
