"""Receipts (D4): a number one can read out on the telephone, and a code that only the asker knows.

`ZX-260708-7K3M-9` is kind, Shanghai day, four characters and a check character. All characters are Crockford's 32,
which leave out I, L, O and U. The check character is a sum over the field of 32 elements in which every place has a
weight of its own, so that one wrong character and any two exchanged ones are always noticed.
"""

import unicodedata
from datetime import date
from typing import Final

from gongkai.refusals import Ground, Refusal

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX: Final = "ZX"
GROUP: Final = 4
CODE_LENGTH: Final = 13
GROUP_BYTES: Final = 3
CODE_BYTES: Final = 9
LENGTH: Final = len(PREFIX) + 6 + GROUP + 1

_HEARD_AS: Final = str.maketrans("ILO", "110")
_BLANKS: Final = str.maketrans("", "", " -–—_.　")
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, with x as a generator


class ReceiptUnfit(Refusal):
    """What was typed cannot be a receipt number: a character is wrong or missing."""

    code = "receipt-unfit"
    ground = Ground.unfit


def make_receipt_no(day: date, noise: bytes) -> str:
    """A number of a Shanghai day; three random bytes pick one of 1,048,576."""
    digits = f"{day:%y%m%d}"
    group = _spelled(noise, GROUP)
    return f"{PREFIX}-{digits}-{group}-{_check(digits + group)}"


def make_query_code(noise: bytes) -> str:
    """Thirteen characters (65 bits) out of nine random bytes."""
    return _spelled(noise, CODE_LENGTH)


def read_receipt_no(typed: str) -> str:
    """Read a typed number: any case, any dashes, O for 0, I or L for 1; raises ReceiptUnfit."""
    plain = _heard(typed)
    if not plain.startswith(PREFIX) or len(plain) != LENGTH or not plain[2:8].isdecimal():
        raise ReceiptUnfit(WORDS)
    digits, group, check = plain[2:8], plain[8:12], plain[12:]
    if any(char not in ALPHABET for char in plain[2:]) or check != _check(digits + group):
        raise ReceiptUnfit(WORDS)
    return f"{PREFIX}-{digits}-{group}-{check}"


def read_query_code(typed: str) -> str:
    """Read a typed code; one that cannot be a code opens nothing."""
    return _heard(typed)


def in_groups(code: str) -> str:
    """The code in groups, to read and to write down: 7K3MQ 8R2T 9V4W."""
    return f"{code[:5]} {code[5:9]} {code[9:]}"


WORDS: Final = "回执编号有误，请对照回执核对，例如 ZX-260708-7K3M-9。"


def _heard(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).upper().translate(_BLANKS).translate(_HEARD_AS)


def _spelled(noise: bytes, length: int) -> str:
    number = int.from_bytes(noise, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _check(characters: str) -> str:
    total = 0
    for character in characters:
        total = _times_x(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled
