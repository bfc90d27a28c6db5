"""Every pair of colours that the style sheet puts together can be read by weak eyes (WCAG 2.2 AA)."""

import re

import pytest

from gongkai.desk.assets import FOLDER
from gongkai.desk.clock_face import Colour

SHEET = (FOLDER / "gongkai.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")


def block(selector: str) -> str:
    """What stands under a selector."""
    begin = SHEET.index(f"\n{selector} {{")
    return SHEET[begin : SHEET.index("}", begin)]


ROOT = block(":root")
ELDER = block("[data-elder]")
TOKENS = dict(TOKEN.findall(ROOT))
ELDER_TOKENS = TOKENS | dict(TOKEN.findall(ELDER))

TEXT = 4.5
STRONG_TEXT = 7.0
SHAPES = 3.0  # borders of fields, focus rings, signs (WCAG 1.4.11)
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "main", "red") for ground in ("paper", "ground", "main-pale")),
    *(("ink", ground, TEXT) for ground in ("green-pale", "yellow-pale", "red-pale")),
    *((colour.value, f"{colour.value}-pale", TEXT) for colour in Colour),
    ("provisional", "paper", TEXT),
    ("provisional", "main-pale", TEXT),
    ("paper", "main", TEXT),
    ("paper", "main-deep", TEXT),
    ("ink-soft", "paused-pale", TEXT),
    *(("line-strong", ground, SHAPES) for ground in ("paper", "ground", "paused-pale")),
    *(("focus", ground, SHAPES) for ground in ("paper", "ground", "main-pale", "yellow-pale", "red-pale")),
    *(("focus-on-main", ground, SHAPES) for ground in ("main", "main-deep")),
    *((edge, "paper", SHAPES) for edge in ("green", "yellow", "red", "overdue-pale", "paused", "provisional")),
    *((edge, "paper", SHAPES) for edge in ("met", "late")),
]
DECORATION = {"line"}  # hairlines between rows: nothing is lost when they are not seen


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_f6_colours_keep_their_contrast(ink: str, ground: str, least: float) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= least


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_f6_colours_of_the_elder_view_are_for_weaker_eyes(ink: str, ground: str, least: float) -> None:
    stronger = STRONG_TEXT if least == TEXT else SHAPES
    assert contrast(ELDER_TOKENS[ink], ELDER_TOKENS[ground]) >= stronger


def test_f6_no_colour_escapes_the_check() -> None:
    checked = {name for ink, ground, _ in PAIRS for name in (ink, ground)}
    assert set(TOKENS) == checked | DECORATION
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", SHEET.replace(ROOT, "").replace(ELDER, ""))
    assert set(ELDER_TOKENS) == set(TOKENS)
