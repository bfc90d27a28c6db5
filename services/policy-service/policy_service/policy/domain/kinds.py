"""The fifteen kinds of official documents (公文种类, 党政机关公文处理工作条例 §8), known by how a title ends."""

import re
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """One of the fifteen."""

    resolution = "resolution"
    decision = "decision"
    order = "order"
    communique = "communique"
    announcement = "announcement"
    public_notice = "public_notice"
    opinion = "opinion"
    notice = "notice"
    circular = "circular"
    report = "report"
    request = "request"
    reply = "reply"
    motion = "motion"
    letter = "letter"
    minutes = "minutes"


KIND_WORDS: Final = {
    Kind.resolution: "决议",
    Kind.decision: "决定",
    Kind.order: "命令",
    Kind.communique: "公报",
    Kind.announcement: "公告",
    Kind.public_notice: "通告",
    Kind.opinion: "意见",
    Kind.notice: "通知",
    Kind.circular: "通报",
    Kind.report: "报告",
    Kind.request: "请示",
    Kind.reply: "批复",
    Kind.motion: "议案",
    Kind.letter: "函",
    Kind.minutes: "纪要",
}
_ENDINGS: Final = [(words, kind) for kind, words in KIND_WORDS.items()] + [("令", Kind.order)]
_REMARK: Final = re.compile(r"[（(][^（()）]*[)）]$")


def guess_kind(title: str) -> Kind | None:
    """The kind a title names at its end; a remark in brackets behind it, such as （试行）, is passed over."""
    bare = title.strip()
    while (shorter := _REMARK.sub("", bare).strip()) != bare:
        bare = shorter
    return next((kind for ending, kind in _ENDINGS if bare.endswith(ending)), None)
