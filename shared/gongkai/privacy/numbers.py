"""What a number is, by its own form: the card, permit, phone or code it can be, and how the public sees it."""

from itertools import accumulate
from typing import Final, NamedTuple

from gongkai.privacy import identifiers
from gongkai.privacy.finding import FindingKind, starred
from gongkai.privacy.open_matters import OpenMatters

MOBILE_GROUPS: Final = frozenset({(11,), (3, 4, 4), (3, 3, 5), (4, 3, 4), (3, 8), (7, 4), (5, 6), (1,) * 11})
OLD_ID_GROUPS: Final = frozenset({(15,), (6, 6, 3), (1,) * 15})
LETTER_FIRST_GROUPS: Final = frozenset({(9,), (11,), (1, 8), (1, 10), (1, 4, 4), (1,) * 9, (1,) * 11})
LINE_BREAKS: Final = frozenset("\t\r\n")
BRACKETS: Final = frozenset("()")


class WrittenNumber(NamedTuple):
    """A number without separators, how many characters stood in each group, and all that stood between them."""

    text: str
    groups: tuple[int, ...]
    gaps: str

    @property
    def in_one_line(self) -> bool:
        return not self.gaps or LINE_BREAKS.isdisjoint(self.gaps)

    @property
    def bracketed(self) -> bool:
        return bool(self.gaps) and not BRACKETS.isdisjoint(self.gaps)


class NumberReading(NamedTuple):
    """What a number is; `kind` is `None` for what is public. The first `lead` characters (+86) are no part of it."""

    kind: FindingKind | None
    replacement: str = ""
    lead: int = 0


PUBLIC: Final = NumberReading(None)


def read_number(written: WrittenNumber, known: OpenMatters) -> NumberReading | None:
    """What the number is, or `None`. What proves itself by a check digit may be broken by anything, even by the end of
    a line; everything else has to be grouped as people group it."""
    text = written.text
    if len(text) == 18 and (card := _eighteen(text)):
        return card
    if not written.in_one_line:
        return None
    if text.isdigit():
        return _digits(written, known)
    if len(text) == 15 and not written.gaps and identifiers.is_foreigner_card(text):
        return NumberReading(FindingKind.foreigner_card, starred(text, 3, 2))
    if written.groups in LETTER_FIRST_GROUPS or written.groups == (2, 7):
        return _letter_first(text)
    return None


def _eighteen(text: str) -> NumberReading | None:
    """ID card, credit code or foreigner's card. A number that is both of the first two is kept from the public; one
    that begins with 9 is the code of an organisation before it is the card of a foreigner."""
    if identifiers.is_id_card(text):
        return NumberReading(FindingKind.id_card, starred(text, 3, 2))
    if identifiers.is_credit_code(text):
        return PUBLIC
    if identifiers.is_foreigner_card(text):
        return NumberReading(FindingKind.foreigner_card, starred(text, 3, 2))
    return None


def _digits(written: WrittenNumber, known: OpenMatters) -> NumberReading | None:
    text = written.text
    if text[0] == "0" or text.startswith("86"):
        return _dialled(written, known)
    if len(text) == 11 and _grouped_as_mobile(written.groups, written.gaps) and identifiers.mobile(text):
        return _mobile(text, 0, known)
    if len(text) == 15 and written.groups in OLD_ID_GROUPS and identifiers.is_old_id_card(text):
        return NumberReading(FindingKind.id_card, starred(text, 3, 2))
    if (
        len(text) >= 16
        and not written.bracketed
        and _grouped_as_card(written.groups)
        and identifiers.is_bank_card(text)
    ):
        return NumberReading(FindingKind.bank_card, starred(text, 0, 4))
    return None


def _dialled(written: WrittenNumber, known: OpenMatters) -> NumberReading | None:
    """A phone number with the country or the area before it."""
    text = written.text
    if (number := identifiers.mobile(text)) and _within(written.groups, len(text) - len(number), MOBILE_GROUPS):
        return _mobile(number, len(text) - len(number), known)
    if (line := identifiers.landline(text)) and _grouped_as_landline(written.groups, len(line[1])):
        area, number = line
        if area + number in known.phones:
            return PUBLIC
        country = 4 if text.startswith("00") else 2 if text.startswith("86") else 0
        return NumberReading(FindingKind.landline, f"{area}-{starred(number, 0, 4)}", country)
    return None


def _mobile(number: str, lead: int, known: OpenMatters) -> NumberReading:
    return PUBLIC if number in known.phones else NumberReading(FindingKind.mobile, starred(number, 3, 4), lead)


def _letter_first(text: str) -> NumberReading | None:
    if identifiers.is_passport(text):
        return NumberReading(FindingKind.passport, starred(text, 1, 2))
    if identifiers.is_permit(text):
        return NumberReading(FindingKind.permit, starred(text, 1, 2))
    return None


def _grouped_as_mobile(groups: tuple[int, ...], gaps: str) -> bool:
    """Figures of a table also come as 4-4-3, but with blanks between them."""
    return groups in MOBILE_GROUPS or (groups == (4, 4, 3) and not gaps.isspace())


def _within(groups: tuple[int, ...], lead: int, allowed: frozenset[tuple[int, ...]]) -> bool:
    """Whether the groups are allowed ones once the first `lead` characters are gone."""
    if groups[0] > lead:
        return (groups[0] - lead, *groups[1:]) in allowed
    return groups[0] == lead and groups[1:] in allowed


def _grouped_as_card(groups: tuple[int, ...]) -> bool:
    """In one, digit by digit, in fours, or the issuer's six first."""
    return (
        len(groups) == 1
        or set(groups) == {1}
        or (len(groups) == 2 and groups[0] == 6)
        or (set(groups[:-1]) == {4} and groups[-1] <= 4)
    )


def _grouped_as_landline(groups: tuple[int, ...], subscriber: int) -> bool:
    """In one, digit by digit, or with a gap after the area and the number behind it in one or two groups."""
    if len(groups) == 1 or set(groups) == {1}:
        return True
    ends = list(accumulate(reversed(groups)))
    return subscriber in ends[:2] and groups[-1] >= 3
