"""Whether an explanation only repeats the words of what it explains (§2 asks for an explanation)."""

from typing import Final

SHORTEST: Final = 40
"""Shorter texts name things, and names are the same in both."""
_PIECE: Final = 12
_SHARE: Final = 0.8


def copies(explanation: str, policy: str) -> bool:
    """Whether most of the explanation stands in the policy word for word; blanks and punctuation do not count."""
    told, original = _letters(explanation), _letters(policy)
    if len(told) < SHORTEST:
        return False
    known = {original[at : at + _PIECE] for at in range(len(original) - _PIECE + 1)}
    pieces = [told[at : at + _PIECE] for at in range(len(told) - _PIECE + 1)]
    return sum(piece in known for piece in pieces) >= _SHARE * len(pieces)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
