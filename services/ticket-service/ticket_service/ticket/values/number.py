"""办件编号: a number that can be read out on the telephone, such as GD-240930-7K3M-9."""

from datetime import date
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O and U, which are misheard or misread."""
SPAN: Final = len(ALPHABET) ** 4
STRIDE: Final = 714_025
"""Odd, so that counting by it visits each of the 32⁴ numbers once; neighbours differ in most signs."""


def ticket_no(day: date, serial: int) -> str:
    """The number of the serial-th ticket ever; unique as long as fewer than 1,048,576 come in on one day."""
    scattered = serial * STRIDE % SPAN
    signs = "".join(ALPHABET[scattered >> shift & 31] for shift in (15, 10, 5, 0))
    written = f"GD-{day:%y%m%d}-{signs}"
    return f"{written}-{check_sign(written)}"


def number_of_part(whole: str, part_no: int) -> str:
    """The number of a part: that of its order's ticket, with the part's behind it."""
    return f"{whole}-{part_no}"


def number_of_whole(part: str) -> str:
    """The number of the ticket from which a part was split."""
    return part.rpartition("-")[0]


def check_sign(written: str) -> str:
    """ISO 7064's hybrid system over 32 signs: finds every wrong sign and nearly every swap of neighbours."""
    carried = 32
    for sign in written.removeprefix("GD").replace("-", ""):
        carried = (carried + ALPHABET.index(sign)) % 32 or 32
        carried = carried * 2 % 33
    return ALPHABET[(33 - carried) % 32]


def is_ticket_no(said: str) -> bool:
    """Whether a number was taken down without a slip; the number of a part is as good as that of its order."""
    whole = said.upper()
    if whole.count("-") == 4 and len(part := whole.rpartition("-")[2]) == 1 and part.isdecimal():
        whole = number_of_whole(whole)
    written, _, sign = whole.rpartition("-")
    known = written.startswith("GD-") and len(written) == 14 and set(written[3:]) <= {*ALPHABET, "-"}
    return known and check_sign(written) == sign
