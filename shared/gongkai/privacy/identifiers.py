"""Which numbers are what they look like: regions, birth dates and check digits of cards, permits and codes.

All take the number as digits and capital letters without separators.
"""

import re
from datetime import date
from operator import mul
from typing import Final

PROVINCES: Final = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71,))
    for code in codes
)
"""GB/T 2260, the first two digits."""
BEYOND_THE_BORDER: Final = frozenset({"81", "82", "83"})
"""Residence permits of people from Hong Kong, Macau and Taiwan are numbered like ID cards."""
WHOLE_COUNTRY: Final = "10"

_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_ZEROS: Final = ord("0") * sum(_ID_WEIGHTS)
_ID_CHECKS: Final = "10X98765432"
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_CREDIT_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = tuple(3**place % 31 for place in range(17))
_CREDIT_VALUES: Final = {letter: value for value, letter in enumerate(_CREDIT_LETTERS)}

_ID: Final = re.compile(r"\d{17}[\dX]")
_CREDIT: Final = re.compile(rf"[{_CREDIT_LETTERS}]{{2}}\d{{6}}[{_CREDIT_LETTERS}]{{10}}")
_OLD_FOREIGNER: Final = re.compile(r"[A-Z]{3}(\d\d)\d\d(\d{6})\d\d")
_PASSPORT: Final = re.compile(r"[EGDSP]\d{8}|E[A-HJ-NP-Z]\d{7}|[DSP]E\d{7}")
_PERMIT: Final = re.compile(r"[HM]\d{8}(?:\d\d)?")
_DATED: Final = re.compile(r"[A-Z]((?:19|20)\d{6})(?:\d\d)?")
_MOBILE: Final = re.compile(r"(?:0086|86|0)?(1[3-9]\d{9})")
_LANDLINE: Final = re.compile(r"(?:0086|86)?0?(10|2[0-57-9]|[3-9]\d\d)([2-8]\d{6,7})")
_CARD: Final = re.compile(r"(?:62|60|68|81|9558)\d+|(?:4|5[1-5]|35)\d{14,15}|2(?:2[2-9]|[3-6]\d|7[0-2])\d{13}")


def is_birth_date(digits: str) -> bool:
    """A day of the twentieth or the twenty-first century as YYYYMMDD."""
    if digits[:2] not in ("19", "20"):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def id_check(first: str) -> str:
    """The 18th character over the first 17 digits (GB 11643: mod 11-2)."""
    return _ID_CHECKS[(sum(map(mul, first.encode(), _ID_WEIGHTS)) - _ID_ZEROS) % 11]


def is_id_card(number: str) -> bool:
    """GB 11643, and the residence permits numbered like it."""
    region = number[:2]
    return (
        (region in PROVINCES or region in BEYOND_THE_BORDER)
        and _ID.fullmatch(number) is not None
        and is_birth_date(number[6:14])
        and id_check(number[:17]) == number[17]
    )


def is_old_id_card(number: str) -> bool:
    """Fifteen digits as issued until 1999: no century, no check digit."""
    return number[:2] in PROVINCES and number.isdigit() and is_birth_date("19" + number[6:12])


def is_foreigner_card(number: str) -> bool:
    """A foreigner's permanent residence card: since 2023 a 9, province, country, birth date and the check digit of ID
    cards; before that three letters, province and city, birth date without century."""
    if len(number) == 15:
        old = _OLD_FOREIGNER.fullmatch(number)
        return old is not None and old[1] in PROVINCES and is_birth_date("19" + old[2])
    return (
        number[0] == "9"
        and number[1:3] in PROVINCES
        and _ID.fullmatch(number) is not None
        and is_birth_date(number[6:14])
        and id_check(number[:17]) == number[17]
    )


def credit_check(first: str) -> str:
    """The 18th character over the first 17 (GB 32100: mod 31)."""
    total = sum(map(mul, map(_CREDIT_VALUES.__getitem__, first), _CREDIT_WEIGHTS))
    return _CREDIT_LETTERS[-total % 31]


def is_credit_code(number: str) -> bool:
    """A unified social credit code: names an organisation, never a person."""
    return (
        _CREDIT.fullmatch(number) is not None
        and (number[2:4] in PROVINCES or number[2:4] == WHOLE_COUNTRY)
        and credit_check(number[:17]) == number[17]
    )


def luhn(number: str) -> bool:
    """The check of payment cards (ISO/IEC 7812)."""
    digits = list(map(int, number))
    return (sum(digits[-1::-2]) + sum([_DOUBLED[digit] for digit in digits[-2::-2]])) % 10 == 0


def is_bank_card(number: str) -> bool:
    """16 to 19 digits of an issuer at home or abroad; what begins like a date of this century is none."""
    return number.isdigit() and 16 <= len(number) <= 19 and _CARD.fullmatch(number) is not None and luhn(number)


def is_passport(number: str) -> bool:
    """A Chinese passport; a letter before a date is a file number."""
    return _PASSPORT.fullmatch(number) is not None and not _is_dated(number)


def is_permit(number: str) -> bool:
    """The permit with which people from Hong Kong and Macau come and go."""
    return _PERMIT.fullmatch(number) is not None and not _is_dated(number)


def _is_dated(number: str) -> bool:
    dated = _DATED.fullmatch(number)
    return dated is not None and is_birth_date(dated[1])


def mobile(number: str) -> str | None:
    """The eleven digits of a mobile number, without what is dialled before them."""
    found = _MOBILE.fullmatch(number)
    return found[1] if found else None


def landline(number: str) -> tuple[str, str] | None:
    """Area code with its 0, and the number within the area: eight digits where the code has three."""
    found = _LANDLINE.fullmatch(number)
    if not found or not number.startswith(("0", "86")) or (len(found[1]) == 2 and len(found[2]) != 8):
        return None
    return "0" + found[1], found[2]
