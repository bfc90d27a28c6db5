"""Invented people's numbers, planted in any Chinese words and any way of writing: all of them found, nothing else."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.privacy.finding import FindingKind
from gongkai.privacy.masking import find, mask
from tests.examples import examples
from tests.unit.privacy import invented

HAN: Final = (
    "本人于月在家健身会所办理卡现商停业多次沟通退费未果希望部门依法调查答复谢并认为加重责任属条款，。、；（）“”\n"
)
WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

Writing = Callable[[str], str]


@dataclass(frozen=True)
class Planted:
    """A piece of a text; `kind` is `None` for what is nobody's number."""

    words: str
    kind: FindingKind | None = None


def grouped(*sizes: int) -> Callable[[str], Callable[[str], str]]:
    """The number in groups of these sizes, with a sign between them."""

    def with_sign(sign: str) -> Writing:
        def write(number: str) -> str:
            ends = [sum(sizes[:i]) for i in range(len(sizes))]
            return sign.join(number[end : end + size] for end, size in zip(ends, sizes, strict=True))

        return write

    return with_sign


def wide(number: str) -> str:
    """In full width."""
    return number.translate(WIDE)


def plain(number: str) -> str:
    """As it is."""
    return number


def one_by_one(number: str) -> str:
    """A blank after every character."""
    return " ".join(number)


SIGNS: Final = (" ", "-", "　", "－", ".", "–", "\u200b", " - ")
WAYS: Final[dict[FindingKind, tuple[Callable[[random.Random], str], list[Writing]]]] = {
    FindingKind.id_card: (
        invented.id_card,
        [plain, wide, one_by_one, str.lower, *(grouped(6, 8, 4)(sign) for sign in (*SIGNS, "\n"))],
    ),
    FindingKind.foreigner_card: (invented.foreigner_card, [plain, wide, one_by_one, *map(grouped(3, 3, 8, 4), SIGNS)]),
    FindingKind.mobile: (
        invented.mobile,
        [
            plain,
            wide,
            one_by_one,
            *map(grouped(3, 4, 4), SIGNS),
            *map(grouped(3, 3, 5), SIGNS),
            *map(grouped(4, 3, 4), SIGNS),
        ],
    ),
    FindingKind.landline: (invented.landline, [plain, wide, *map(grouped(3, 8), SIGNS), *map(grouped(3, 4, 4), SIGNS)]),
    FindingKind.bank_card: (invented.bank_card, [plain, wide, one_by_one, *map(grouped(4, 4, 4, 4, 3), SIGNS)]),
    FindingKind.passport: (invented.passport, [plain, wide, *map(grouped(1, 8), SIGNS)]),
    FindingKind.permit: (invented.permit, [plain, wide, *map(grouped(1, 8), SIGNS)]),
    FindingKind.plate: (invented.plate, [plain, str.lower, lambda plate: f"{plate[:2]}·{plate[2:]}"]),
    FindingKind.email: (invented.email, [plain, wide]),
}
DECOYS: Final[tuple[Callable[[random.Random], str], ...]] = (
    invented.order_no,
    invented.credit_code,
    lambda choose: wide(invented.credit_code(choose)),
    lambda choose: "SH" + invented.id_card(choose),
    lambda choose: "GD20240930" + invented.mobile(choose),
    lambda choose: invented.mobile(choose) + "0",
    lambda choose: invented.id_card(choose) + "00",
    lambda choose: f"沪市监办发〔2024〕{choose.randrange(1000)}号",
    lambda choose: f"2024-09-{choose.randrange(10, 31)} 10:30:15",
    lambda choose: f"{choose.randrange(10**8)}.{choose.randrange(10, 100)}元",
    lambda choose: f"http://www.gov.cn/art/2024/9/30/art_{choose.randrange(10**6)}_{choose.randrange(10**7)}.html",
)

FILES_WITH_METADATA: Final = frozenset(
    "微信支付宝社保会险障医疗就诊卡病历台胞证大陆通行内地回乡护照电话座机致拨打联系方式号码账帐编件"
    "姓名字人者主户方员女士先生同志小姐老师师傅路街巷弄村苑坊邨道园区寓楼幢栋座单元层室组宅队"
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使"
)
"""Characters of labels, streets, provinces and titles: behind them a number may be another thing."""
AROUND: Final = [*((sign, "") for sign in " -：/_"), ("-", "-"), ("/", "/"), ("：", "，"), ("（", "）")]
"""What may stand before and behind a number inside an order number; without a sign behind it, the order ends there."""
ANY_HAN: Final = [character for code in range(0x4E00, 0x9FA6) if (character := chr(code)) not in FILES_WITH_METADATA]
PUNCTUATION: Final = "，。、；：？！“”‘’（）《》〈〉【】「」—…·～\n\t　"

words: Final = st.one_of(
    st.text(HAN, min_size=1, max_size=12),
    st.text(st.one_of(st.sampled_from(ANY_HAN), st.sampled_from(PUNCTUATION)), min_size=1, max_size=12),
)
seeds: Final = st.integers(0, 2**32).map(random.Random)


@st.composite
def numbers(draw: st.DrawFn) -> list[Planted]:
    """Somebody's number in one of the ways to write it; perhaps inside an order number, set off by signs."""
    kind = draw(st.sampled_from(sorted(WAYS)))
    make, ways = WAYS[kind]
    number = Planted(draw(st.sampled_from(ways))(make(draw(seeds))), kind)
    if kind not in (FindingKind.id_card, FindingKind.mobile) or draw(st.booleans()):
        return [number]
    order = invented.order_no(draw(seeds))
    before, behind = draw(st.sampled_from(AROUND))
    return [Planted("SH" + order + before), number, Planted(behind + order[-8:] + "A" if behind else "")]


@st.composite
def decoys(draw: st.DrawFn) -> list[Planted]:
    """What only looks like a number of somebody."""
    return [Planted(draw(st.sampled_from(DECOYS))(draw(seeds)))]


@st.composite
def texts(draw: st.DrawFn) -> list[Planted]:
    """Numbers and decoys with words before, between and behind."""
    pieces = [Planted(draw(words))]
    for planted in draw(st.lists(st.one_of(numbers(), numbers(), decoys()), min_size=1, max_size=6)):
        pieces += [*planted, Planted("字" + draw(words))]
    return pieces


def expected(pieces: list[Planted]) -> list[tuple[int, int, FindingKind]]:
    """Where each number stands."""
    at, places = 0, []
    for piece in pieces:
        if piece.kind:
            places.append((at, at + len(piece.words), piece.kind))
        at += len(piece.words)
    return places


@settings(max_examples=examples(150))
@given(texts())
def test_e5_all_that_was_planted_is_found_and_nothing_else(pieces: list[Planted]) -> None:
    text = "".join(piece.words for piece in pieces)
    assert [(one.start, one.end, one.kind) for one in find(text)] == expected(pieces)


@settings(max_examples=examples(50))
@given(texts())
def test_e5_the_public_rendition_has_no_more_to_hide(pieces: list[Planted]) -> None:
    public = mask("".join(piece.words for piece in pieces))
    assert find(public.text) == ()
    assert mask(public.text).text == public.text


@settings(max_examples=examples(50))
@given(st.text())
def test_e5_any_text_keeps_all_but_its_findings(text: str) -> None:
    public = mask(text)
    at, parts = 0, []
    for one in public.findings:
        assert at <= one.start < one.end <= len(text)
        parts += [re.escape(text[at : one.start]), re.escape(one.replacement)]
        at = one.end
    assert re.fullmatch("".join([*parts, re.escape(text[at:])]), public.text)


@pytest.mark.parametrize("seed", range(20))
def test_e5_every_way_of_writing_is_found(seed: int) -> None:
    for kind, (make, ways) in WAYS.items():
        for way in ways:
            number = way(make(random.Random(seed)))
            assert [(one.start, one.end, one.kind) for one in find(f"字{number}字")] == [(1, 1 + len(number), kind)]
