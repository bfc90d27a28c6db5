"""Placeholders in the words of a template: 【承办单位】 is filled from the ticket, 【】 and 【填写：…】 by a person."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from gongkai.refusals import Ground, Point, Refusal

YEAR: Final = r"\d{4}"
"""【2024】 is the year of a document number."""
MARK: Final = re.compile(f"【(?!{YEAR}】)([^【】]*)】")
BY_HAND: Final = re.compile(r"\s*|填写[：:].*", re.DOTALL)
"""What a person fills in: an empty one, or one that says what belongs there."""
KNOWN: Final = (
    "承办单位",
    "今天",
    "当前时间",
    "工单号",
    "办件编号",
    "诉求标题",
    "收到时间",
    "联系时间",
    "联系方式",
    "联系结果",
    "办结期限",
)


class PlaceholderLeft(Refusal):
    """The report still has a placeholder that nobody filled in."""

    code = "placeholder-left"
    ground = Ground.unfit


def unknown(pointer: str, words: str) -> Iterator[Point]:
    """The placeholders that we could not fill and nobody is told to; each once."""
    for name in dict.fromkeys(MARK.findall(words)):
        if not _is_ours(name):
            yield Point(pointer, "placeholder-unknown", f"不认识占位符【{name[:20]}】；需要人工填写的请写作【填写：…】")


def fill_blanks(words: str, values: Mapping[str, str]) -> str:
    """The words with what is known; what is not stays as it is, and is seen."""
    return MARK.sub(lambda found: values.get(found[1].strip()) or found[0], words)


def refuse_left(**parts: str) -> None:
    """Refuse words in which a placeholder of a template still stands; all parts are looked through at once. Other words
    in 【】, like the name of a shop or what an order's title quotes, are the writer's own."""
    points = tuple(
        Point(f"/{name}", "placeholder-left", f"还有 {len(left)} 处占位符没有填写")
        for name, words in parts.items()
        if (left := [name for name in MARK.findall(words) if _is_ours(name)])
    )
    if points:
        raise PlaceholderLeft("报告中还有【】占位符没有填写，请填写或删去后再提交。", points=points)


def _is_ours(name: str) -> bool:
    return name.strip() in KNOWN or BY_HAND.fullmatch(name) is not None
