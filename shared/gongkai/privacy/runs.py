"""Runs of digits and letters: found once by one cheap pattern, read as they are meant, and only then judged.

A run is digits and letters of any width, with blanks, dashes, dots and brackets between them. Every character of a
run has a normal form (NFKC) of one character, so that places in the normal form are places in the text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple
from unicodedata import normalize

from gongkai.privacy.finding import Finding
from gongkai.privacy.numbers import PUBLIC, NumberReading, WrittenNumber, read_number
from gongkai.privacy.open_matters import OpenMatters

WORD: Final = "0-9A-Za-z_０-９Ａ-Ｚａ-ｚ＿Ⅹⅹ×\U0001d7ce-\U0001d7ff"
BLANK: Final = " \t\r\n\xa0\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
BETWEEN: Final = BLANK + "\xad.．·•・()（）‐‑‒–—―−－\\-"
LONGEST: Final = 20
SHORTEST: Final = 9
MOST_PARTS: Final = 6
"""A number in more parts is one of digits only, but for the letter before or behind them."""

_RUN: Final = re.compile(f"[{WORD}][{WORD}{BETWEEN}]{{6,}}")
_SEVEN_DIGITS: Final = re.compile(r"(?:[^0-9]*[0-9]){7}")
_TOKEN: Final = re.compile(r"[0-9A-Za-z]+")
_LABELLED: Final = re.compile(
    r"(?:tel|telephone|phone|mobile|mob|id|idcard|wechat|weixin|wx|vx|qq)?(\d{7,}x?)(?:wechat|weixin|wx|vx|qq)?", re.I
)


class Token(NamedTuple):
    """Digits and letters without anything between them: where in the run, and in capital letters."""

    start: int
    end: int
    text: str


def in_runs(text: str, known: OpenMatters) -> Iterator[Finding]:
    """Every number of a person that stands by itself, in the order of the text."""
    for found in _RUN.finditer(text):
        run = normal(found[0])
        if not _SEVEN_DIGITS.match(run):
            continue
        words = _TOKEN.findall(run)
        reading = _as_one(run, words, known)
        if reading is None:
            yield from _in_run(text, found.start(), run, known)
        elif reading.kind:
            end = found.start() + run.rindex(words[-1]) + len(words[-1])
            start = _with_bracket(text, found.start(), end)
            yield Finding(start, end, reading.kind, reading.replacement)


def _as_one(run: str, words: list[str], known: OpenMatters) -> NumberReading | None:
    """What nearly every run is, the row of all its tokens; `None` where shorter rows have to be tried."""
    joined = "".join(words)
    if not joined.isdigit():
        return None
    if len(words) == 1:
        written = WrittenNumber(joined, (len(joined),), "")
    elif len(joined) <= LONGEST:
        written = WrittenNumber(joined, tuple(map(len, words)), _TOKEN.sub("", run))
    else:
        return None
    reading = read_number(written, known) or (PUBLIC if len(words) == 1 else None)
    return None if reading and reading.lead else reading


def normal(run: str) -> str:
    """The same characters in their plain width, one for one."""
    return run if run.isascii() else normalize("NFKC", run).replace("×", "X")


def _in_run(text: str, base: int, run: str, known: OpenMatters) -> Iterator[Finding]:
    tokens = [_token(found) for found in _TOKEN.finditer(run)]
    at = 0
    while at < len(tokens):
        last, reading = _longest_number(run, tokens, at, known)
        if reading and reading.kind:
            start = base + (_after_lead(tokens, at, reading.lead) if reading.lead else tokens[at].start)
            end = base + tokens[last].end
            yield Finding(_with_bracket(text, start, end), end, reading.kind, reading.replacement)
        at = last + 1 if reading else at + 1


def _token(found: re.Match[str]) -> Token:
    """A label in letters that sticks to its number (tel138…) is left out."""
    whole = found[0]
    if whole.isdigit():
        return Token(found.start(), found.end(), whole)
    if bare := _LABELLED.fullmatch(whole):
        return Token(found.start() + bare.start(1), found.start() + bare.end(1), bare[1].upper())
    return Token(found.start(), found.end(), whole if whole[:1].islower() else whole.upper())


def _longest_number(run: str, tokens: list[Token], at: int, known: OpenMatters) -> tuple[int, NumberReading | None]:
    """The longest row of tokens from `at` on that is a number somebody has; its last token and what it is."""
    if at + 1 == len(tokens):
        alone = tokens[at].text
        return at, read_number(WrittenNumber(alone, (len(alone),), ""), known) if len(alone) >= SHORTEST else None
    for last, joined in reversed(_rows(tokens, at)):
        if reading := read_number(_written(run, tokens[at : last + 1], joined), known):
            return last, reading
    return at, None


def _rows(tokens: list[Token], at: int) -> list[tuple[int, str]]:
    """Rows of tokens from `at` on that are long enough and not too long: the last token, and all in one."""
    rows: list[tuple[int, str]] = []
    joined = ""
    for last in range(at, len(tokens)):
        joined += tokens[last].text
        if len(joined) > LONGEST:
            break
        if len(joined) >= SHORTEST and (last - at < MOST_PARTS or joined[1:-1].isdigit()):
            rows.append((last, joined))
    return rows


def _written(run: str, row: list[Token], joined: str) -> WrittenNumber:
    if len(row) == 1:
        return WrittenNumber(joined, (len(joined),), "")
    gaps = "".join([run[one.end : other.start] for one, other in pairwise(row)])
    return WrittenNumber(joined, tuple([len(one.text) for one in row]), gaps)


def _after_lead(tokens: list[Token], at: int, lead: int) -> int:
    """The place of the character after the first `lead` ones from token `at` on."""
    while lead >= len(tokens[at].text):
        lead -= len(tokens[at].text)
        at += 1
    return tokens[at].start + lead


def _with_bracket(text: str, start: int, end: int) -> int:
    """Where a number begins whose area may stand in brackets: they go together."""
    if text[start - 1 : start] in ("(", "（") and (")" in text[start:end] or "）" in text[start:end]):
        return start - 1
    return start
