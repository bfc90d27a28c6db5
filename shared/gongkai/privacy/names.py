"""Names of people where the text says that they are names: after a label, or before a form of address.

Never by a blind list over all text: 高兴, 安全 and 万年 begin with surnames too.
"""

import re
from collections.abc import Iterator
from typing import Final

from gongkai.privacy.finding import Finding, FindingKind
from gongkai.privacy.open_matters import OpenMatters
from gongkai.privacy.surnames import COMPOUND, SINGLE

HAN: Final = "\u3400-\u9fff"
DOTS: Final = "·•‧∙⋅・･．."
SPACE: Final = " \t\xa0\u3000"

_LABEL: Final = re.compile(
    f"(?:姓[{SPACE}]{{0,4}}名|"
    "名字|联系人|申请人|当事人|投诉人|举报人|来电人|来信人|来访人|反映人|诉求人|咨询人|提问人|留言人|求助人|"
    "信访人|消费者|代理人|监护人|证人|收件人|寄件人|收货人|处罚人|告知人|业主|户主|患者|受害人|伤者|死者|持卡人|购买人)"
    f"(?:[（(][^（()）\n]{{1,8}}[)）])?(?:(?P<colon>[{SPACE}]*[：:][{SPACE}]*)|[{SPACE}]+|\r?\n)"
)
_TITLE: Final = re.compile("先生|女士|同志|小姐")
_HAN_RUN: Final = re.compile(f"[{HAN}]{{1,12}}")
_WITH_DOTS: Final = re.compile(f"[{HAN}]{{1,8}}(?:[{DOTS}][{HAN}]{{1,8}})+")
_SPACED: Final = re.compile(f"([{HAN}])[{SPACE}]{{1,2}}([{HAN}])(?![{HAN}])")
_NEXT: Final = re.compile(f"[{SPACE}]*(?:、|/|；|;|和|及)[{SPACE}]*")
_BEFORE_TITLE: Final = re.compile(f"(?:[{HAN}]{{1,6}}[{DOTS}]){{0,3}}[{HAN}]{{1,6}}$")

_ORGANISATION: Final = re.compile(
    "公司|集团|中心|商行|商店|超市|酒店|饭店|餐厅|学校|医院|银行|协会|商会|委员会|合作社|事务所|经营部|工作室|门店|"
    "(?:厂|店|局|处|科|所|部|室|院|校|会|社|办|队|站|区|街道|单位|企业|机关|政府)$"
)
_FOLLOWER: Final = re.compile(
    "反映|来电|来信|来访|表示|投诉|举报|咨询|认为|要求|提出|购买|电话|手机|联系|身份|性别|年龄|地址|住址|住所|住在|出生|"
    "先生|女士|同志|小姐|以及|等人|本人|称|诉|系|的|因|于|在|与|和|向|对"
)
_NO_NAME: Final = re.compile(
    "同上|不详|不明|未知|匿名|保密|本人|详见|见附件|另附|附后|应当|有权|可以|符合|如下|有关|相关|委托|电话|手机|地址|"
    "性别|年龄|住址|名称|职务|安全|权益|权利|签名|签字|盖章|身份|单位|日期|联系|时间|户籍|国籍|民族|车辆|经办"
)
_ROLE_BEFORE: Final = frozenset("者人民众户客主的员长师方友位是为由向与和对及请给找")
_NO_GIVEN_NAME: Final = frozenset("员警组部处科局所队办室院检管保监政们的")
_FUNCTION: Final = frozenset("于和应时任向同与对请找称由经及将被让给为")
_WEEK_BEFORE: Final = frozenset("上下本每")


def in_names(text: str, known: OpenMatters) -> Iterator[Finding]:
    """Every name after a label, then every name before a form of address."""
    for label in _LABEL.finditer(text):
        yield from _after_label(text, label, known)
    for title in _TITLE.finditer(text):
        start = _start_before(text, title.start())
        if start is not None and text[start : title.start()] not in known.officials:
            yield _finding(text, start, title.start())


def _after_label(text: str, label: re.Match[str], known: OpenMatters) -> Iterator[Finding]:
    """One name, or several in a row (张三、李四)."""
    at, strict = label.end(), label["colon"] is None
    while (end := _end_of_name(text, at, strict)) is not None:
        if text[at:end] not in known.officials:
            yield _finding(text, at, end)
        following = _NEXT.match(text, end)
        if not following:
            return
        at, strict = following.end(), True


def _end_of_name(text: str, at: int, strict: bool) -> int | None:
    """Where the name that begins at `at` ends. `strict`: nothing but the place speaks for a name, so it has to begin
    with a surname and to stand alone."""
    found = _HAN_RUN.match(text, at)
    if not found:
        return None
    if text[found.end() : found.end() + 1] in DOTS and (dotted := _WITH_DOTS.match(text, at)):
        return dotted.end()
    if len(found[0]) == 1:
        spaced = _SPACED.match(text, at)
        return spaced.end() if spaced and spaced[1] in SINGLE else None
    masked_already = found[0] in COMPOUND and text[found.end() : found.end() + 1] == "*"
    if masked_already or _NO_NAME.match(found[0]) or "某" in found[0][:4]:
        return None
    length = _length_alone(found[0]) if strict else _length_after_colon(found[0])
    return at + length if length else None


def _length_alone(run: str) -> int:
    surname = _surname(run)
    if not surname or _ORGANISATION.search(run):
        return 0
    return next((length for length in (surname + 1, surname + 2) if run[length:][:1] in ("", "和", "及")), 0)


def _length_after_colon(run: str) -> int:
    surname = _surname(run)
    if len(run) <= max(surname + 2, 3):
        return 0 if len(run) == surname or len(run) == 1 or _ORGANISATION.search(run) else len(run)
    if surname and run[surname:].startswith(("先生", "女士", "同志", "小姐")):
        return 0
    if surname and run[0] not in _FUNCTION:
        for length in (surname + 1, surname + 2):
            if _FOLLOWER.match(run, length):
                return length
    if _ORGANISATION.search(run):
        return 0
    if len(run) == 4:
        return 4
    return surname + 2 if surname and run[0] not in _FUNCTION else 0


def _start_before(text: str, title: int) -> int | None:
    """Where the name before a form of address begins; a surname alone (张女士) names nobody."""
    found = _BEFORE_TITLE.search(text, max(0, title - 24), title)
    if not found:
        return None
    words = found[0]
    if any(dot in words for dot in DOTS):
        return found.start() + (words[0] in _FUNCTION)
    if words[-1] in _NO_GIVEN_NAME or "某" in words[-3:] or _ORGANISATION.search(words):
        return None
    for length in (4, 3):
        if words[-length:][:2] in COMPOUND and len(words) >= length:
            return title - length
    if words[-2:] in COMPOUND or (words[-1] in SINGLE and words[-2:-1] in _ROLE_BEFORE):
        return None
    return _single_before(words, title)


def _single_before(words: str, title: int) -> int | None:
    """A surname of one character and one or two given ones."""
    if len(words) >= 3 and words[-3] in SINGLE and words[-2] not in _ROLE_BEFORE:
        both = words[-2] in SINGLE and (words[-3] in _FUNCTION or words[-4:-3] in _WEEK_BEFORE)
        if not both:
            return title - 3
    if len(words) >= 2 and words[-2] in SINGLE and words[-3:-2] not in _WEEK_BEFORE:
        return title - 2
    return None


def _surname(run: str) -> int:
    """How many characters of the run are a surname: 2, 1, or 0."""
    if run[:2] in COMPOUND and len(run) > 2:
        return 2
    return int(run[:1] in SINGLE)


def surname_only(name: str) -> str:
    """What the public reads of somebody's name: 张*, 欧阳*."""
    return name[: 2 if name[:2] in COMPOUND else 1] + "*"


def _finding(text: str, start: int, end: int) -> Finding:
    return Finding(start, end, FindingKind.name, surname_only(text[start:end]))
