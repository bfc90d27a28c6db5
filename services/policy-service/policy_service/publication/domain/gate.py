"""The gate before publication: everything that is missing or must not be shown, named at once."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from gongkai.privacy.finding import Finding
from gongkai.privacy.gate import PERSONAL_DATA, HeldPiece, Judgement, Piece, ReviewRules, judge
from gongkai.privacy.masking import MaskedText, find
from gongkai.privacy.secrecy import examine
from gongkai.privacy.word_list import Action
from gongkai.refusals import Ground, Point, Refusal
from policy_service.policy.domain.audience import unlisted
from policy_service.policy.domain.body import text_of, to_html
from policy_service.policy.domain.draft import DISCLOSURE_WORDS, PUBLIC_MARK, BodyFormat, Disclosure
from policy_service.policy.domain.interpretation import BASIS, ELEMENT_WORDS, Form
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import suggested_expiry
from policy_service.publication.domain.pieces import Files, markdown_pointers, name_of, names_of_files, pieces

SHORTEST: Final = 40
"""Shorter texts name things, and names are the same in both."""
_PIECE: Final = 12
_SHARE: Final = 0.8


def copies(explanation: str, policy: str) -> bool:
    """Whether most of the explanation stands in the policy word for word; blanks and punctuation do not count."""
    explained, original = _letters(explanation), _letters(policy)
    if len(explained) < SHORTEST:
        return False
    known = {original[at : at + _PIECE] for at in range(len(original) - _PIECE + 1)}
    pieces = [explained[at : at + _PIECE] for at in range(len(explained) - _PIECE + 1)]
    return sum(piece in known for piece in pieces) >= _SHARE * len(pieces)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


SECRECY: Final = "沪市监办发〔2024〕326号 §10"
"""涉密信息不公开、敏感信息不上网、隐私信息要遮掩."""

# 规 in the number's letters suggests a normative document; 法规 is the name of a division.
_NORMATIVE_LETTERS: Final = re.compile(r"(?<!法)规[^〔]*〔")


class PublicationRefused(Refusal):
    """The policy may not go public as it stands; the points say all that is wrong with it."""

    code = "publication-refused"
    ground = Ground.unlawful


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate says: `points` block, `cautions` do not; `renditions` are the public words by JSON pointer."""

    points: tuple[Point, ...] = ()
    cautions: tuple[Point, ...] = ()
    renditions: Mapping[str, MaskedText] = field(default_factory=dict)
    held: tuple[HeldPiece, ...] = ()

    @property
    def to_mend(self) -> Sequence[Point]:
        """What only an edit mends; the other points are for the secrecy officer to let pass."""
        held = {piece.pointer for piece in self.held}
        return [point for point in self.points if point.pointer not in held]

    def about(self, part: str) -> Iterator[Point]:
        """The points and cautions about one part of the dossier, their pointers beginning at it."""
        for point in (*self.points, *self.cautions):
            if point.pointer == part or point.pointer.startswith(f"{part}/"):
                yield replace(point, pointer=point.pointer.removeprefix(part))


def refuse_unless_open(gate: Gate) -> None:
    """Refuse a publication with every missing point at once."""
    if gate.points:
        raise PublicationRefused(f"还有{len(gate.points)}处问题，不能发布。", points=gate.points)


def publication_gate(policy: Policy, files: Files, rules: ReviewRules, cleared: Collection[str], today: date) -> Gate:
    """Everything that stands between a policy and the public on a Shanghai day. `cleared` are the digests of pieces
    that the secrecy officer let pass. Takes its time over large texts: call it beside the event loop."""
    examined = pieces(policy, files)
    judgement = judge(examined, rules, cleared)
    markdown = markdown_pointers(policy)
    renditions = dict(judgement.renditions)
    renditions |= {
        one.pointer: _in_markdown(one, renditions[one.pointer]) for one in examined if one.pointer in markdown
    }
    shown = list(_shown(policy, renditions))
    marked = _marked_only_when_shown(shown, rules, cleared)
    return Gate(
        points=(
            *_particulars(policy, today),
            *_interpretations(policy),
            *_files(policy, files),
            *judgement.points,
            *_private_when_shown(shown, judgement, rules),
            *(point for point in marked.points if point.code != PERSONAL_DATA),
        ),
        cautions=(*_doubts(policy, today), *_unreadable(policy, files), *judgement.cautions, *marked.cautions),
        renditions=renditions,
        held=(*judgement.held, *marked.held),
    )


def needs_interpretation(policy: Policy) -> bool:
    """Whether it must be explained: a normative document, or one whose number says so, or one marked by its unit."""
    return policy.interpretation_wanted or (
        policy.normative is True or (policy.normative is None and looks_normative(policy.document_no))
    )


def looks_normative(document_no: str) -> bool:
    """Whether the number suggests a normative document (行政规范性文件); the reverse does not hold."""
    return _NORMATIVE_LETTERS.search(document_no) is not None


def _particulars(policy: Policy, today: date) -> Iterator[Point]:
    if policy.disclosure is not Disclosure.active:
        words = DISCLOSURE_WORDS[policy.disclosure]
        yield Point(
            "/disclosure", "not-for-publication", f"公开属性是“{words}”，只有主动公开的文件才能发布（{SECRECY}）"
        )
        if PUBLIC_MARK.search(policy.body):
            yield Point("/disclosure", "mark-contradicts", "正文末尾标注“此件公开发布”，与公开属性矛盾")
    if policy.formed_on > today:
        yield Point("/formed_on", "formed-in-the-future", "成文日期在今天之后")
    if policy.expires_on and policy.effective_on and policy.expires_on < policy.effective_on:
        yield Point("/expires_on", "expires-before-effect", "失效日期早于施行日期")
    elif policy.expires_on and policy.expires_on < policy.formed_on:
        yield Point("/expires_on", "expires-before-formed", "失效日期早于成文日期")
    if policy.edition >= 1 and not policy.change_note.strip():
        yield Point("/change_note", "missing", "请填写修改说明：这一版与上一版有什么不同")


def _interpretations(policy: Policy) -> Iterator[Point]:
    if needs_interpretation(policy) and not any(one.form is Form.text for one in policy.interpretations):
        words = "须有起草单位的文字解读，与文件同步审签、同步发布"
        yield Point("/interpretations", "interpretation-missing", f"{words}（{BASIS}）")
    for number, one in enumerate(policy.interpretations):
        pointer = f"/interpretations/{number}"
        if one.unit != policy.drafting_unit:
            words = f"{name_of(number, one)}不是起草单位所作：谁起草、谁解读、谁负责"
            yield Point(f"{pointer}/unit", "interpretation-by-another-unit", f"{words}（{BASIS}）")
        for fault in one.faults():
            yield replace(fault, pointer=pointer + fault.pointer)


def _files(policy: Policy, files: Files) -> Iterator[Point]:
    for pointer, words, file in names_of_files(policy):
        if file.file_id not in files:
            yield Point(pointer, "file-lost", f"{words}找不到文件，请重新上传")
        if not file.title.strip():
            yield Point(f"{pointer}/title", "missing", f"请填写{words}的标题")


def _doubts(policy: Policy, today: date) -> Iterator[Point]:
    if policy.normative is not True and looks_normative(policy.document_no):
        counts = "已按行政规范性文件对待" if policy.normative is None else "却标为非行政规范性文件"
        yield Point("/normative", "looks-normative", f"发文字号含“规”字，{counts}，请核对（{BASIS}）")
    if policy.expires_on and policy.expires_on < today:
        yield Point("/expires_on", "expired-already", "失效日期已过，发布后即显示为失效")
    if policy.effective_on and policy.effective_on < policy.formed_on:
        yield Point("/effective_on", "effective-before-formed", "施行日期早于成文日期，请核对")
    if policy.normative is True and policy.expires_on is None:
        suggestion = suggested_expiry(policy.title, policy.kind, policy.effective_on or policy.formed_on)
        if suggestion:
            yield Point("/expires_on", "expiry-unsaid", suggestion.words)
    for at, code in enumerate(policy.audiences):
        if unlisted([code]):
            yield Point(f"/audiences/{at}", "audience-unlisted", f"适用对象{at + 1}不在名录中，推送时找不到对应的人")
    yield from _copied(policy)


def _copied(policy: Policy) -> Iterator[Point]:
    """An element that only repeats the policy explains nothing."""
    words = text_of(policy.html)
    for number, one in enumerate(policy.interpretations):
        for element, answer in one.elements.items():
            if copies(answer.text, words):
                detail = f"{name_of(number, one)}的“{ELEMENT_WORDS[element]}”照抄文件原文，请换成通俗的说明（{BASIS}）"
                yield Point(f"/interpretations/{number}/elements/{element}", "element-copies", detail)


def _unreadable(policy: Policy, files: Files) -> Iterator[Point]:
    for pointer, words, file in names_of_files(policy):
        if (found := files.get(file.file_id)) and (found.scanned or not found.text.strip()):
            detail = f"{words}有无法自动检查的内容（图片、扫描页或音视频），请逐页人工核对（{SECRECY}）"
            yield Point(pointer, "not-examined", detail)


class _ShownPiece(NamedTuple):
    """A body as it is written, and its words as a reader sees them once private data are masked."""

    pointer: str
    words: str
    source: str
    text: str


def _shown(policy: Policy, renditions: Mapping[str, MaskedText]) -> Iterator[_ShownPiece]:
    bodies = [("/body", "正文", policy.body, policy.body_format)]
    for number, one in enumerate(policy.interpretations):
        bodies.append(
            (f"/interpretations/{number}/body", f"{name_of(number, one)}的正文", one.body, BodyFormat.markdown)
        )
    for pointer, words, source, body_format in bodies:
        if source.strip():
            yield _ShownPiece(pointer, words, source, text_of(to_html(renditions[pointer].text, body_format)))


def _private_when_shown(shown: Sequence[_ShownPiece], judgement: Judgement, rules: ReviewRules) -> Iterator[Point]:
    """Numbers and names that tags or entities keep apart in the source and that come together on the page."""
    already = {point.pointer for point in judgement.points if point.code == PERSONAL_DATA}
    for one in shown:
        if one.pointer not in already and any(
            _open(finding, one.text) for finding in find(one.text, rules.open_matters)
        ):
            detail = f"{one.words}里的个人信息被格式拆开，系统遮掩不了，请改为普通文字或删去（{SECRECY}）"
            yield Point(one.pointer, PERSONAL_DATA, detail)


def _open(finding: Finding, text: str) -> bool:
    """Whether it is not one of those already masked."""
    return "*" not in text[finding.start : finding.end]


def _marked_only_when_shown(shown: Sequence[_ShownPiece], rules: ReviewRules, cleared: Collection[str]) -> Judgement:
    """Marks of secrecy that are seen only on the page; the secrecy officer decides about the words as shown."""
    more = [one for one in shown if _holds(one.text, rules) > _holds(one.source, rules)]
    return judge(
        [Piece(one.pointer, f"{one.words}的显示文字", one.text, maskable=False) for one in more], rules, cleared
    )


def _holds(text: str, rules: ReviewRules) -> int:
    return sum(mark.action is Action.block for mark in examine(text, rules.words))


def _in_markdown(piece: Piece, masked: MaskedText) -> MaskedText:
    """Stars of masked data stay stars: in Markdown four of them would make the words between two numbers bold."""
    findings = tuple(one._replace(replacement=one.replacement.replace("*", "&#42;")) for one in masked.findings)
    parts: list[str] = []
    at = 0
    for one in findings:
        parts += (piece.text[at : one.start], one.replacement)
        at = one.end
    return MaskedText("".join((*parts, piece.text[at:])), findings)
