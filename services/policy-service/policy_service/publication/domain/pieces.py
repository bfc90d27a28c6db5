"""Every word of a policy that the public would read, piece by piece, for the examination before publication (§10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gongkai.privacy.gate import Piece
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.draft import BodyFormat
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS, Interpretation
from policy_service.policy.domain.policy import Policy

LINES: Final = {
    "title": "标题",
    "document_no": "发文字号",
    "index_no": "索引号",
    "issuing_unit": "发文机关",
    "subject_class": "主题分类",
    "change_note": "修改说明",
    "body": "正文",
}
LISTS: Final = {"co_issuers": "联合发文机关", "audiences": "适用对象", "keywords": "关键词"}


@dataclass(frozen=True, slots=True)
class FileText:
    """What can be read in a file; `scanned` if a page of it is a picture without text."""

    text: str
    scanned: bool = False


Files = Mapping[UUID, FileText]
"""The files of a policy and of its interpretations. One that is missing here is lost."""


def pieces(policy: Policy, files: Files) -> list[Piece]:
    """All of them. Titles say where a piece stands and repeat nothing of it; blank ones are left out."""
    return [piece for piece in _pieces(policy, files) if piece.text.strip()]


def markdown_pointers(policy: Policy) -> set[str]:
    """The pieces that are Markdown."""
    bodies = {f"/interpretations/{number}/body" for number in range(len(policy.interpretations))}
    return bodies | {"/body"} if policy.body_format is BodyFormat.markdown else bodies


def names_of_files(policy: Policy) -> Iterator[tuple[str, str, Attachment]]:
    """Where each file stands, what it is called in words, and the file."""
    for at, file in enumerate(policy.attachments):
        yield f"/attachments/{at}", f"附件{at + 1}", file
    for number, one in enumerate(policy.interpretations):
        for at, file in enumerate(one.files):
            yield f"/interpretations/{number}/files/{at}", f"{name_of(number, one)}的文件{at + 1}", file


def name_of(number: int, one: Interpretation) -> str:
    """How an interpretation is called without its title."""
    return f"解读{number + 1}（{FORM_WORDS[one.form]}）"


def _pieces(policy: Policy, files: Files) -> Iterator[Piece]:
    for field, words in LINES.items():
        yield Piece(f"/{field}", words, getattr(policy, field))
    for field, words in LISTS.items():
        for at, word in enumerate(getattr(policy, field)):
            yield Piece(f"/{field}/{at}", f"{words}{at + 1}", word)
    for at, link in enumerate(policy.service_links):
        yield Piece(f"/service_links/{at}/title", f"办事入口{at + 1}的名称", link.title)
        yield Piece(f"/service_links/{at}/url", f"办事入口{at + 1}的网址", link.url, maskable=False)
    for number, one in enumerate(policy.interpretations):
        yield from _of_interpretation(f"/interpretations/{number}", name_of(number, one), one)
    for pointer, words, file in names_of_files(policy):
        yield Piece(f"{pointer}/title", f"{words}的标题", file.title)
        yield Piece(f"{pointer}/name", f"{words}的文件名", file.name)
        if found := files.get(file.file_id):
            yield Piece(f"{pointer}/text", f"{words}的内容", found.text, maskable=False)


def _of_interpretation(pointer: str, words: str, one: Interpretation) -> Iterator[Piece]:
    yield Piece(f"{pointer}/title", f"{words}的标题", one.title)
    yield Piece(f"{pointer}/body", f"{words}的正文", one.body)
    yield Piece(f"{pointer}/alternative", f"{words}的文字说明", one.alternative)
    yield Piece(f"{pointer}/url", f"{words}的网址", one.url, maskable=False)
    for element, answer in one.elements.items():
        yield Piece(f"{pointer}/elements/{element}/text", f"{words}的{ELEMENT_WORDS[element]}", answer.text)
        yield Piece(f"{pointer}/elements/{element}/waived", f"{words}的{ELEMENT_WORDS[element]}", answer.waived)
