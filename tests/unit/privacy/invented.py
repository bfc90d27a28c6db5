"""Numbers and names of people who cannot exist: counties without a code, number blocks never given out."""

import random
from typing import Final

from gongkai.privacy.identifiers import credit_check, id_check, luhn

PROVINCES: Final = ("31", "11", "44", "65", "51")
NO_COUNTY: Final = "9999"
"""No province has a city 99."""
FAMILIES: Final = ("张", "王", "李", "赵", "钱", "孙", "林", "高", "欧阳", "司马", "诸葛", "上官")
GIVEN: Final = ("测", "试样", "例子", "甲乙", "丙", "示范")


def id_card(choose: random.Random) -> str:
    """Eighteen characters with a right check digit."""
    first = f"{choose.choice(PROVINCES)}{NO_COUNTY}{_birth_date(choose)}{choose.randrange(1000):03}"
    return first + id_check(first)


def old_id_card(choose: random.Random) -> str:
    """Fifteen digits without century and check digit."""
    return f"{choose.choice(PROVINCES)}{NO_COUNTY}{_birth_date(choose)[2:]}{choose.randrange(1000):03}"


def foreigner_card(choose: random.Random) -> str:
    """The card since 2023: 9, province, a country that is none, date, sequence, check digit."""
    first = f"9{choose.choice(PROVINCES)}999{_birth_date(choose)}{choose.randrange(1000):03}"
    return first + id_check(first)


def mobile(choose: random.Random) -> str:
    """Of the block 154, which no operator has."""
    return f"154{choose.randrange(10**8):08}"


def landline(choose: random.Random) -> str:
    """Of Shanghai; 5999 is no exchange that we know of."""
    return f"0215999{choose.randrange(10**4):04}"


def bank_card(choose: random.Random) -> str:
    """Nineteen digits of an issuer 629999 that is none."""
    first = f"629999{choose.randrange(10**12):012}"
    return next(first + str(digit) for digit in range(10) if luhn(first + str(digit)))


def plate(choose: random.Random) -> str:
    """Of Shanghai; five digits, or six characters of a new-energy car."""
    return f"沪{choose.choice('AB')}{choose.choice(('', 'D'))}{choose.randrange(10**5):05}"


def passport(choose: random.Random) -> str:
    """E and eight digits that are no date."""
    return f"E99{choose.randrange(10**6):06}"


def permit(choose: random.Random) -> str:
    """H and eight digits that are no date."""
    return f"H99{choose.randrange(10**6):06}"


def email(choose: random.Random) -> str:
    """At a domain that is reserved for examples."""
    return f"someone.{choose.randrange(10**4)}@example.com"


def name(choose: random.Random) -> str:
    """A surname and a word."""
    return choose.choice(FAMILIES) + choose.choice(GIVEN)


def credit_code(choose: random.Random) -> str:
    """The code of an organisation that is none; not personal."""
    first = f"9131{NO_COUNTY}MA1X{choose.randrange(10**5):05}"
    return first + credit_check(first)


def order_no(choose: random.Random) -> str:
    """An order with its day, longer than any number of a person."""
    return f"{choose.choice(('SH', 'GD', ''))}20240930{choose.randrange(10**12):012}"


def _birth_date(choose: random.Random) -> str:
    return f"{choose.randrange(1940, 2006)}{choose.randrange(1, 13):02}{choose.randrange(1, 29):02}"
