"""The gate before the public: everything at once, nothing of the words themselves, and clearances bound to them."""

import random
import re
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.privacy.gate import (
    CLASSIFICATION_MARK,
    KIND_WORDS,
    LISTED_WORD,
    LONG,
    PERSONAL_DATA,
    Judgement,
    Piece,
    ReviewRules,
    judge,
    judge_in_thread,
)
from gongkai.privacy.open_matters import OpenMatters
from gongkai.privacy.word_list import WordList
from gongkai.refusals import Point
from tests.examples import examples
from tests.unit.privacy import invented

WORDS: Final = WordList.read(
    """
    [[word]]
    word = "尚未定稿"
    action = "block"
    note = "尚未定稿的不得公开"
    [[word]]
    word = "特急"
    action = "warn"
    note = "请核对紧急程度"
    """
)
RULES: Final = ReviewRules(WORDS, OpenMatters(officials=frozenset({"张测"})), "words 1, open_matters 1")
NUMBERS: Final = (
    invented.id_card,
    invented.foreigner_card,
    invented.mobile,
    invented.landline,
    invented.bank_card,
    invented.passport,
    invented.permit,
    invented.plate,
    invented.email,
)
HAN: Final = "关于做好食品经营许可延续工作的通知各区局直属单位应当按照本办法执行，。\n"

plain: Final = st.text(HAN, min_size=1, max_size=40)
seeds: Final = st.integers(0, 2**32).map(random.Random)


def judged(*pieces: Piece, cleared: frozenset[str] = frozenset()) -> Judgement:
    return judge(pieces, RULES, cleared)


def codes(points: tuple[Point, ...]) -> list[tuple[str, str]]:
    """Where and what."""
    return [(point.pointer, point.code) for point in points]


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[list[Piece], dict[str, list[str]]]:
    """Pieces with invented people's numbers in some of them, and which numbers stand in which."""
    pieces, planted = [], {}
    for number in range(draw(st.integers(1, 5))):
        pointer, words = f"/pieces/{number}", ["字", draw(plain)]
        planted[pointer] = [draw(st.sampled_from(NUMBERS))(draw(seeds)) for _ in range(draw(st.integers(0, 3)))]
        for value in planted[pointer]:
            words += [value, "字", draw(plain)]
        pieces.append(Piece(pointer, f"第{'一二三四五'[number]}份", "".join(words), draw(st.booleans())))
    return pieces, planted


@given(dossiers())
def test_e5_planted_numbers_are_told_of_every_piece_and_of_no_other(
    dossier: tuple[list[Piece], dict[str, list[str]]],
) -> None:
    pieces, planted = dossier
    judgement = judge(pieces, RULES, frozenset())
    for maskable, told in ((False, judgement.points), (True, judgement.cautions)):
        wrong = [piece.pointer for piece in pieces if piece.maskable is maskable and planted[piece.pointer]]
        assert codes(told) == [(pointer, PERSONAL_DATA) for pointer in wrong]
    for point in (*judgement.points, *judgement.cautions):
        counts = [int(count) for count in re.findall(r"(\d+)处", point.detail)]
        assert sum(counts) == len(planted[point.pointer])
    said = repr((judgement.points, judgement.cautions, [rendition.text for rendition in judgement.renditions.values()]))
    assert not [value for values in planted.values() for value in values if value in said]
    assert set(judgement.renditions) == {piece.pointer for piece in pieces if piece.maskable}


@settings(max_examples=examples(50))
@given(plain, plain, st.sampled_from(["机密★1年", "绝　密 ★", "尚未定稿"]))
def test_e5_only_the_very_words_that_were_cleared_pass(before: str, behind: str, mark: str) -> None:
    piece = Piece("/body", "正文", f"{before}字{mark}字{behind}")
    [held] = judged(piece).held
    cleared = frozenset({held.digest})
    assert judged(piece, cleared=cleared).passes
    for text in (piece.text + "。", piece.text[1:], before + "字" + mark + mark + "字" + behind):
        assert not judged(Piece("/body", "正文", text), cleared=cleared).passes


def test_e5_a_clearance_goes_with_the_words_not_with_their_place() -> None:
    [held] = judged(Piece("/interpretations/1/body", "文字解读", "机密★")).held
    moved = Piece("/interpretations/0/body", "文字解读", "机密★")
    assert judged(moved, cleared=frozenset({held.digest})).passes
    other = Piece("/body", "正文", "机密★")
    assert not judged(other, cleared=frozenset({held.digest})).passes


def test_e5_a_word_that_is_listed_later_voids_a_clearance() -> None:
    piece = Piece("/body", "正文", "机密★1年，尚未定稿")
    before = ReviewRules(WordList(()), OpenMatters(), "")
    [held] = judge([piece], before, frozenset()).held
    cleared = frozenset({held.digest})
    assert judge([piece], before, cleared).passes
    assert not judge([piece], RULES, cleared).passes


def test_e5_everything_is_told_at_once_with_the_section_and_the_line() -> None:
    judgement = judged(
        Piece("/body", "正文", "特急\n机密★1年\n字\n尚未定稿，尚未定稿"),
        Piece("/attachments/0", "附件“名单”", "字\n姓名：王试\n15412345678", maskable=False),
    )
    assert codes(judgement.points) == [
        ("/body", CLASSIFICATION_MARK),
        ("/body", LISTED_WORD),
        ("/attachments/0", PERSONAL_DATA),
    ]
    assert codes(judgement.cautions) == [("/body", LISTED_WORD)]
    assert [point.detail for point in judgement.points] == [
        "正文有国家秘密标志1处（第2行），须由保密员审查处理（沪市监办发〔2024〕326号 §10）。",
        "正文有审查词表中的词2处（第4行），须由保密员审查处理（沪市监办发〔2024〕326号 §10）。",
        "附件“名单”有姓名1处、手机号1处（第2、3行），不能遮盖，请删去后重新上传（沪市监办发〔2024〕326号 §10）。",
    ]
    [held] = judgement.held
    assert [(mark.start, mark.end) for mark in held.marks] == [(3, 8), (11, 15), (16, 20)]


def test_e5_a_clearance_lets_no_personal_data_pass() -> None:
    piece = Piece("/attachments/0", "附件", "机密★\n15412345678", maskable=False)
    [held] = judged(piece).held
    assert codes(judged(piece, cleared=frozenset({held.digest})).points) == [("/attachments/0", PERSONAL_DATA)]


def test_e5_what_passes_is_masked_and_public_matters_stay() -> None:
    judgement = judged(Piece("/body", "正文", "联系人：张测，电话15412345678。"))
    assert judgement.passes
    assert judgement.renditions["/body"].text == "联系人：张测，电话154****5678。"
    assert judgement.held == ()


def test_e5_the_bundled_rules_block_what_the_law_blocks() -> None:
    judgement = judge([Piece("/body", "正文", "工作秘密")], ReviewRules.bundled(), frozenset())
    assert codes(judgement.points) == [("/body", LISTED_WORD)]


def test_e5_every_kind_of_personal_data_has_a_name() -> None:
    assert len(set(KIND_WORDS.values())) == len(KIND_WORDS)
    judgement = judged(*(Piece(f"/{n}", "附件", make(random.Random(1)), False) for n, make in enumerate(NUMBERS)))
    assert len({point.detail for point in judgement.points}) == len(NUMBERS)


@pytest.mark.parametrize("behind", [0, LONG])
async def test_e5_a_long_text_is_judged_alike_beside_the_others(behind: int) -> None:
    piece = Piece("/body", "正文", "机密★\n15412345678\n" + "字" * behind)
    assert await judge_in_thread(iter([piece]), RULES, frozenset()) == judged(piece)


def test_e5_of_many_places_the_first_lines_are_told_in_order() -> None:
    judgement = judged(Piece("/body", "正文", "尚未定稿\n\n" * 40 + "尚未定稿尚未定稿"))
    assert "42处（第1、3、5、7、9行" in judgement.points[0].detail
    lines = [int(line) for line in re.findall(r"\d+", judgement.points[0].detail.partition("第")[2].partition("行")[0])]
    assert all(one < other for one, other in pairwise(lines))
