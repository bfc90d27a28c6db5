"""One piece of personal data in a text: where it stands, what it is, and what the public reads in its place."""

from enum import StrEnum
from typing import Final, NamedTuple

HIDDEN: Final = "***"


class FindingKind(StrEnum):
    """What was found."""

    id_card = "id_card"
    foreigner_card = "foreigner_card"
    permit = "permit"
    passport = "passport"
    mobile = "mobile"
    landline = "landline"
    bank_card = "bank_card"
    plate = "plate"
    email = "email"
    account = "account"
    insurance = "insurance"
    name = "name"
    address = "address"


class Finding(NamedTuple):
    """Characters `start` to `end` (exclusive) of the text as it was given; `replacement` is the public form."""

    start: int
    end: int
    kind: FindingKind
    replacement: str


def starred(number: str, first: int, last: int) -> str:
    """The number with all but its first and last characters as stars."""
    return number[:first] + "*" * (len(number) - first - last) + number[len(number) - last :]
