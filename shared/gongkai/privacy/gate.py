"""The gate before the public (§10): what of a text blocks, what is to be looked at, and what everybody will read.

A point says which piece, what kind, how often and on which lines; never the words themselves. Only the secrecy officer
lets a blocked piece pass, and only those very words: a clearance is bound to the piece's digest.
"""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gongkai.privacy.finding import Finding, FindingKind
from gongkai.privacy.masking import MaskedText, find, mask
from gongkai.privacy.open_matters import OpenMatters, open_matters
from gongkai.privacy.secrecy import Mark, MarkKind, blocks, examine
from gongkai.privacy.word_list import Action, WordList, word_list
from gongkai.refusals import Point

CLASSIFICATION_MARK: Final = "classification-mark"
LISTED_WORD: Final = "listed-word"
PERSONAL_DATA: Final = "personal-data"
SECTION: Final = "（沪市监办发〔2024〕326号 §10）"

LONG: Final = 50_000
"""Characters from which on the gate works in a thread of its own, so that other requests are not held up."""
LINES_TOLD: Final = 5

MARK_WORDS: Final = {
    MarkKind.grade_mark: "国家秘密标志",
    MarkKind.grade_in_head: "页首密级字样",
    MarkKind.copy_number: "页首份号",
    MarkKind.listed_word: "审查词表中的词",
}
KIND_WORDS: Final = {
    FindingKind.id_card: "身份证号",
    FindingKind.foreigner_card: "外国人永久居留证号",
    FindingKind.permit: "通行证号",
    FindingKind.passport: "护照号",
    FindingKind.mobile: "手机号",
    FindingKind.landline: "固定电话",
    FindingKind.bank_card: "银行卡号",
    FindingKind.plate: "车牌号",
    FindingKind.email: "电子邮箱",
    FindingKind.account: "网络账号",
    FindingKind.insurance: "社保医保号",
    FindingKind.name: "姓名",
    FindingKind.address: "住址",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One text on its way to the public. `pointer` says where it is to be mended, `title` how people call it; what
    cannot be masked, such as a file, is blocked by personal data."""

    pointer: str
    title: str
    text: str
    maskable: bool = True


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """What is searched for and what stays; `edition` names both lists, 0 being the bundled ones."""

    words: WordList
    open_matters: OpenMatters
    edition: str

    @classmethod
    def bundled(cls) -> "ReviewRules":
        """The lists that come with the code."""
        return cls(word_list(), open_matters(), "words 0, open_matters 0")


@dataclass(frozen=True, slots=True)
class HeldPiece:
    """A piece that waits for the secrecy officer; `digest` is what a clearance is bound to."""

    pointer: str
    title: str
    digest: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`points` block, `cautions` do not; `renditions` hold by pointer what the public reads of what can be masked."""

    points: tuple[Point, ...]
    cautions: tuple[Point, ...]
    renditions: Mapping[str, MaskedText]
    held: tuple[HeldPiece, ...]

    @property
    def passes(self) -> bool:
        """Whether nothing blocks."""
        return not self.points


def piece_digest(piece: Piece, marks: Sequence[Mark]) -> str:
    """SHA-256 of the piece's words and of what blocks in them: an edit, or a word listed later, voids a clearance."""
    places = [(mark.start, mark.end, mark.kind) for mark in marks if mark.action is Action.block]
    canonical = json.dumps([piece.title, piece.maskable, piece.text, places], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def judge(pieces: Iterable[Piece], rules: ReviewRules, cleared: Collection[str]) -> Judgement:
    """All that is wrong with all pieces at once; `cleared` are digests that the secrecy officer let pass."""
    points: list[Point] = []
    cautions: list[Point] = []
    renditions: dict[str, MaskedText] = {}
    held: list[HeldPiece] = []
    for piece in pieces:
        marks = examine(piece.text, rules.words)
        if blocks(marks) and (digest := piece_digest(piece, marks)) not in cleared:
            blocking = tuple(mark for mark in marks if mark.action is Action.block)
            held.append(HeldPiece(piece.pointer, piece.title, digest, blocking))
            points += _told(piece, blocking, "须由保密员审查处理")
        cautions += _told(piece, [mark for mark in marks if mark.action is Action.warn], "请核对能否公开")
        if piece.maskable:
            renditions[piece.pointer] = masked = mask(piece.text, rules.open_matters)
            cautions += _personal(piece, masked.findings, "公开时自动遮盖")
        else:
            points += _personal(piece, find(piece.text, rules.open_matters), "不能遮盖，请删去后重新上传")
    return Judgement(tuple(points), tuple(cautions), renditions, tuple(held))


async def judge_in_thread(pieces: Iterable[Piece], rules: ReviewRules, cleared: Collection[str]) -> Judgement:
    """`judge`, in a thread of its own where the texts are long."""
    pieces = tuple(pieces)
    if sum(len(piece.text) for piece in pieces) > LONG:
        return await asyncio.to_thread(judge, pieces, rules, cleared)
    return judge(pieces, rules, cleared)


def _told(piece: Piece, marks: Sequence[Mark], what_now: str) -> Iterator[Point]:
    """One point for marks of classification and one for listed words."""
    for code, listed in ((CLASSIFICATION_MARK, False), (LISTED_WORD, True)):
        some = [mark for mark in marks if (mark.kind is MarkKind.listed_word) is listed]
        if some:
            kinds = Counter(MARK_WORDS[mark.kind] for mark in some)
            yield _point(piece, code, kinds, [mark.start for mark in some], what_now)


def _personal(piece: Piece, findings: Sequence[Finding], what_now: str) -> Iterator[Point]:
    if findings:
        kinds = Counter(KIND_WORDS[finding.kind] for finding in findings)
        yield _point(piece, PERSONAL_DATA, kinds, [finding.start for finding in findings], what_now)


def _point(piece: Piece, code: str, kinds: Counter[str], starts: Sequence[int], what_now: str) -> Point:
    counted = "、".join(f"{kind}{count}处" for kind, count in kinds.items())
    where = "、".join(str(line) for line in _lines(piece.text, starts))
    return Point(piece.pointer, code, f"{piece.title}有{counted}（第{where}行），{what_now}{SECTION}。")


def _lines(text: str, starts: Sequence[int]) -> list[int]:
    """The first few lines, counted from 1, on which something stands; `starts` are in order."""
    lines: list[int] = []
    line, at = 1, 0
    for start in starts:
        line += text.count("\n", at, start)
        at = start
        if not lines or lines[-1] != line:
            if len(lines) == LINES_TOLD:
                break
            lines.append(line)
    return lines
