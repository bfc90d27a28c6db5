"""Differences between another editor's version and what was typed: only the fields that are not the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

SENTENCE: Final = re.compile(r"[^。；\n]*[。；\n]?")
MOST_SENTENCES: Final = 2000
"""Beyond that many a comparison takes longer than anybody would read it."""

Piece = tuple[str, str]


class FieldDifference(NamedTuple):
    """One field: its label, and the other's words against one's own."""

    label: str
    pieces: Sequence[Piece]


def differences(
    theirs: Mapping[str, str], mine: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[FieldDifference]:
    """Field by field, in the order of the labels."""
    for name, label in labels.items():
        there, here = _plain(theirs.get(name, "")), _plain(mine.get(name, ""))
        if there != here:
            yield FieldDifference(label, compare(there, here))


def compare(theirs: str, mine: str) -> list[Piece]:
    """Compare sentence by sentence: what only they have is `added`, what only mine has is `removed`."""
    there, here = _sentences(theirs), _sentences(mine)
    if len(there) + len(here) > MOST_SENTENCES:
        return [("kept", theirs)]
    pieces: list[Piece] = []
    for kind, here_from, here_to, there_from, there_to in SequenceMatcher(None, here, there, False).get_opcodes():
        if kind == "equal":
            pieces.append(("kept", "".join(here[here_from:here_to])))
            continue
        pieces += [
            piece
            for piece in (("removed", "".join(here[here_from:here_to])), ("added", "".join(there[there_from:there_to])))
            if piece[1]
        ]
    return pieces


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found]
