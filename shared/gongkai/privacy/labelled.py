"""What a sign or a label gives away: mail addresses, number plates, accounts, permits, phones without their area."""

import re
from collections.abc import Iterator
from typing import Final

from gongkai.privacy.finding import HIDDEN, Finding, FindingKind, starred
from gongkai.privacy.open_matters import OpenMatters
from gongkai.privacy.runs import normal

_DIGIT: Final = "0-9０-９"
_LETTER: Final = "A-Za-zＡ-Ｚａ-ｚ"
_BLANK: Final = "[ \t\xa0　]*"
_BEHIND: Final = (
    f"(?:号码|账号|帐号|编号|证号|卡号|证件号|号|ID|id)?(?:[（(][^（()）\n]{{1,8}}[)）])?{_BLANK}[：:为是]?{_BLANK}"
)

_AT: Final = re.compile("[@＠]")
_MAILBOX: Final = re.compile(f"[{_LETTER}{_DIGIT}._%+\\-．＿－＋]+$")
_DOMAIN: Final = re.compile(f"(?:[{_LETTER}{_DIGIT}\\-－]{{1,63}}[.．]){{1,6}}[{_LETTER}]{{2,24}}")
_PLATE: Final = re.compile(
    f"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]([{_LETTER}])[ ·•・.．\\-]?"
    f"([{_LETTER}{_DIGIT}]{{5,6}})(?![{_LETTER}{_DIGIT}])"
)
_ON_PLATE: Final = re.compile(
    "(?=(?:.*[0-9]){3})(?:[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-NP-Z])"
)
_LABELS: Final = {
    FindingKind.account: "微信 QQ qq ＱＱ VX vx Vx 支付宝",
    FindingKind.insurance: "社保 社会保险 社会保障 医保 医疗保险 就诊卡 病历",
    FindingKind.permit: "台胞证 大陆通行证 内地通行证 回乡证",
    FindingKind.passport: "护照",
    FindingKind.landline: "电话 座机 致电 拨打 联系方式",
}
_KINDS: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_LABEL: Final = re.compile("|".join(_KINDS))
_BETWEEN: Final = re.compile(f"(?:卡|个人)?{_BEHIND}")
_VALUES: Final = {
    FindingKind.account: re.compile(f"[{_LETTER}][\\-_{_LETTER}{_DIGIT}]{{5,30}}|[{_DIGIT}]{{5,12}}(?![{_DIGIT}])"),
    FindingKind.insurance: re.compile(f"(?=[{_LETTER}]*[{_DIGIT}]{{4}})[{_LETTER}{_DIGIT}]{{6,20}}"),
    FindingKind.permit: re.compile(f"[{_LETTER}]?[{_DIGIT}]{{8,10}}(?![{_LETTER}{_DIGIT}])"),
    FindingKind.passport: re.compile(
        f"(?=[{_LETTER}]{{0,3}}[{_DIGIT}]{{4}})[{_LETTER}{_DIGIT}]{{6,12}}(?![{_LETTER}{_DIGIT}])"
    ),
    FindingKind.landline: re.compile(f"[2-8２-８][{_DIGIT}]{{3}}[ \\-－]?[{_DIGIT}]{{4}}(?![{_DIGIT}])"),
}
_NO_ACCOUNT: Final = frozenset({"wechat", "weixin", "alipay", "number", "account"})


def in_mail(text: str, known: OpenMatters) -> Iterator[Finding]:
    """Every mail address that is not of an office."""
    for at in _AT.finditer(text):
        box = _MAILBOX.search(text, max(0, at.start() - 64), at.start())
        domain = _DOMAIN.match(text, at.end())
        if box and domain and not known.has_mail(normal(domain[0]).lower()):
            yield Finding(box.start(), domain.end(), FindingKind.email, HIDDEN)


def in_plates(text: str) -> Iterator[Finding]:
    """Number plates: the province, a letter, and five characters, or six of a new-energy car."""
    for found in _PLATE.finditer(text):
        serial = normal(found[2]).upper()
        if _ON_PLATE.fullmatch(serial):
            plate = found[0][0] + normal(found[1]).upper() + serial
            yield Finding(found.start(), found.end(), FindingKind.plate, starred(plate, 2, 2))


def behind_labels(text: str, known: OpenMatters) -> Iterator[Finding]:
    """Numbers that are personal because of what is said before them."""
    for label in _LABEL.finditer(text):
        kind = _KINDS[label[0]]
        between = _BETWEEN.match(text, label.end())
        value = _VALUES[kind].match(text, between.end() if between else label.end())
        if value and (shown := _shown(kind, normal(value[0]), known)):
            yield Finding(value.start(), value.end(), kind, shown)


def _shown(kind: FindingKind, value: str, known: OpenMatters) -> str:
    """The public form; empty where the value is public."""
    if kind is FindingKind.account:
        return "" if value.lower() in _NO_ACCOUNT else HIDDEN
    if kind is FindingKind.insurance:
        return HIDDEN
    if kind is FindingKind.landline:
        number = "".join(filter(str.isdigit, value))
        return "" if any(phone.endswith(number) for phone in known.phones) else starred(number, 0, 4)
    return starred(value, 1, 2)
