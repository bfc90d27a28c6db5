"""答复要点: the hotline's software wants to read who answered the citizen, when, and what was done, in at most 500
characters. The rule looks for the three; whether they are true is for the person who signs."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from gongkai.refusals import Point

REPLY_POINTS_LONGEST: Final = 500
"""So many characters the hotline's own software takes."""
DEED_LEAST: Final = 2
"""Fewer Chinese characters beside unit, time and the words of answering say nothing of what was done (退款)."""
POINTER: Final = "/reply_points"

HAN: Final = "\u3400-\u9fff"
UNIT: Final = re.compile(
    f"(?:上海市?)?(?:[{HAN}]{{2}}新区|[{HAN}]{{2}}区?)?市?市场监(?:督管理|管)(?:总?局|所|分局)|上海?市局|市局"
)
"""The bureau, one of its districts' or sub-districts', in full or as people write it."""
NUMERAL: Final = "[〇零一二三四五六七八九十廿]"
TIME: Final = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}:\d{2}|\d{1,2}[时点](?:\d{1,2}分|半)?"
    f"|(?:{NUMERAL}{{4}}年)?{NUMERAL}{{1,3}}月{NUMERAL}{{1,3}}[日号]"
    "|(?:当|今|昨|次|翌|即|前|同|本)日|(?:当|今|昨)天|今早|今晚|[上下]午"
)
ANSWERING: Final = re.compile(
    "答复|回复|回电|回访|告知|反馈|联系|致电|来电|电告|电话|短信|书面|邮件|当面|约谈|诉求|反映|结果|情况|事项|问题|"
    "市民|投诉|举报|咨询|求助|当事人|消费者|本人|先生|女士|我局|我所|本局|有关|相关|上述|通过|方式|进行|予以|"
    "您|你|人|其|已|于|并|向|对|将|由|经|以|了|的"
)
"""Words that every answer has, whatever was done."""
OTHER_SIGNS: Final = re.compile(f"[^{HAN}]")


def missing_parts(words: str, handling: str, unit: str) -> Iterator[Point]:
    """Which of the three parts is not there; `unit` is the name of the unit that handles the ticket."""
    plain = unicodedata.normalize("NFKC", words)
    if unit not in plain and not UNIT.search(plain):
        yield Point(POINTER, "unit-unnamed", f"答复要点没有写明答复单位，如“{unit}”")
    if not TIME.search(plain):
        yield Point(POINTER, "time-unnamed", "答复要点没有写明答复时间，如“10月8日”“当日”“10:30”")
    if _bare(words) == _bare(handling):
        yield Point(POINTER, "same-as-handling", "答复要点不能与办理情况相同，请写明给市民的答复")
    elif len(_deed(plain, unit)) < DEED_LEAST:
        yield Point(POINTER, "deed-unnamed", "答复要点没有写明做了什么，如“已责令商家退款”")


def _deed(plain: str, unit: str) -> str:
    """What is left when unit, time and the words of answering are gone."""
    for known in (re.compile(re.escape(unit)), UNIT, TIME, ANSWERING, OTHER_SIGNS):
        plain = known.sub(" " if known is not OTHER_SIGNS else "", plain)
    return plain


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)
