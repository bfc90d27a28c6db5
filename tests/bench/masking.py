"""Masking letters, beside one regular expression in which every kind of personal data is an alternative."""

import random
import re
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Final

from gongkai.privacy import identifiers
from gongkai.privacy.finding import FindingKind
from gongkai.privacy.masking import find
from gongkai.privacy.runs import BETWEEN, WORD
from gongkai.privacy.surnames import COMPOUND, SINGLE
from tests.bench.rounds import Contestant, Line, WrongAnswer, at_least, take_turns
from tests.bench.site import Site
from tests.unit.privacy import invented

SEED: Final = 326
BYTES: Final = 4 * 2**20
OURS: Final = "find"
FLOOR: Final = "one alternation, the same checks"

PLAIN: Final = (
    "本人于上月在一家健身会所办理了预付卡，现商家已经停业，多次沟通退费未果。",
    "商家称按照合同约定不予退还，我认为该条款加重了消费者责任，属于霸王条款。",
    "请市场监管部门依据消费者权益保护法第五十三条进行调查处理，并书面答复处理结果。",
    "关于沪市监办发〔2024〕326号文件中的政策解读，想了解小微企业如何享受，附件第3页表2没有说明。",
    "2024年9月30日下午2时许，在超市购买了一盒酸奶，保质期为21天，生产日期标注不清，价格12.50元。",
    "希望能够尽快解决，维护广大群众的合法权益，谢谢！",
)

Item = tuple[int, int, str]


async def lines(site: Site) -> list[Line]:
    """Megabytes of letters per second."""
    text = letters(random.Random(SEED))
    ours = [(one.start, one.end, one.kind.value) for one in find(text)]
    if ours != one_alternation(text):
        raise WrongAnswer("the two do not find the same items")
    size = len(text.encode()) / 2**20
    outcome = await take_turns(
        {OURS: _timed(find, text, size, len(ours)), FLOOR: _timed(one_alternation, text, size, len(ours))}
    )
    what = f"mask {size:.0f} MB of letters, {len(ours):,} items"
    return [outcome.against(OURS, FLOOR, what=what, unit="MB/s", goal=at_least(4))]


def letters(choose: random.Random) -> str:
    """Letters of citizens, each with who wrote it and what about, up to the size."""
    parts: list[str] = []
    size = 0
    while size < BYTES:
        parts.append(_letter(choose))
        size += len(parts[-1].encode())
    return "\n".join(parts)


def _letter(choose: random.Random) -> str:
    body = "".join(choose.choices(PLAIN, k=choose.randrange(6, 14)))
    mobile = invented.mobile(choose)
    shown = choose.choice(
        (mobile, f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}", f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}")
    )
    who = f"姓名：{invented.name(choose)}，手机：{shown}，身份证号：{invented.id_card(choose)}。"
    more = (
        f"邮箱：{invented.email(choose)}。",
        f"退款请汇至{invented.bank_card(choose)}。",
        f"商家代码{invented.credit_code(choose)}，单号{invented.order_no(choose)}。",
        f"车牌{invented.plate(choose)}停在门口。",
        f"家住南京东路{choose.randrange(1, 999)}弄{choose.randrange(1, 99)}号{choose.randrange(101, 999)}室。",
        f"已与{invented.name(choose)}女士核对。",
        f"护照{invented.passport(choose)}。",
    )
    return f"{who}\n{body}{''.join(choose.sample(more, k=2))}"


def _timed(search: Callable[[str], Iterable[object]], text: str, size: float, items: int) -> Contestant:
    async def turn() -> float:
        begun = perf_counter()
        found = search(text)
        taken = perf_counter() - begun
        if len(list(found)) != items:
            raise WrongAnswer("an item was lost")
        return size / taken

    return turn


_D: Final = "[0-9０-９]"
_L: Final = "[A-Za-zＡ-Ｚａ-ｚ]"
_S: Final = f"[{BETWEEN}]{{0,3}}"
_FREE: Final = f"(?<![{WORD}])"
_END: Final = f"(?![{WORD}])"
_HAN: Final = "[\u3400-\u9fff]"
_UNIT: Final = f"{_D}{{1,6}}(?:支?弄|号楼|号|幢|栋|座|单元|楼|层|室|组)"

_IN: Final = "(?:号码|账号|编号|证号|卡号|号|ID)?[：:为是]?[ 　]*"
_LABELS: Final = (
    "姓名|名字|联系人|申请人|当事人|投诉人|举报人|来电人|来信人|来访人|反映人|诉求人|咨询人|提问人|留言人|求助人|信访人|消费者|"
    "代理人|监护人|证人|收件人|寄件人|收货人|处罚人|告知人|业主|户主|患者|受害人|伤者|死者|持卡人|购买人"
)
_PROVINCE: Final = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
_SURNAME: Final = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SINGLE))}])"

KINDS: Final = (
    r"(?P<email>[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24})",
    f"(?P<id_card>{_FREE}[1-8](?:{_S}{_D}){{14}}(?:(?:{_S}{_D}){{2}}{_S}[0-9０-９XxＸｘ])?{_END})",
    f"(?P<bank_card>{_FREE}[2-6](?:{_S}{_D}){{15,18}}{_END})",
    f"(?P<foreigner_card>{_FREE}9(?:{_S}{_D}){{16}}{_S}[0-9０-９XxＸｘ]{_END})",
    f"(?P<mobile>{_FREE}1{_S}[3-9](?:{_S}{_D}){{9}}{_END})",
    f"(?P<landline>{_FREE}0(?:10|2{_D}|[3-9]{_D}{_D}){_S}[2-8](?:{_S}{_D}){{6,7}}{_END})",
    f"(?P<passport>{_FREE}(?:[EGDSP]{_D}{{8}}|E{_L}{_D}{{7}}){_END})",
    f"(?P<permit>{_FREE}[HM]{_D}{{8}}(?:{_D}{_D})?{_END})",
    f"(?P<plate>{_PROVINCE}{_L}[ ·.]?[A-Za-z0-9]{{5,6}}{_END})",
    f"(?:微信|QQ|VX|支付宝){_IN}(?P<account>{_L}[\\-_A-Za-z0-9]{{5,30}}|{_D}{{5,12}})",
    f"(?:社保|社会保险|社会保障|医保|就诊卡|病历){_IN}(?P<insurance>[A-Za-z0-9]{{6,20}})",
    f"(?:台胞证|通行证|回乡证){_IN}(?P<permit_2>{_L}?{_D}{{8,10}}){_END}",
    f"护照{_IN}(?P<passport_2>[A-Za-z0-9]{{6,12}}){_END}",
    f"(?:电话|座机|致电|拨打|联系方式){_IN}(?P<landline_2>[2-8]{_D}{{3}}[ -]?{_D}{{4}}){_END}",
    f"(?:{_LABELS})[ 　]*[：:][ 　]*(?P<name>{_HAN}{{2,4}})",
    f"(?P<name_2>{_SURNAME}{_HAN}{{1,2}})(?=先生|女士|同志|小姐)",
    f"[路街巷村](?P<address>(?:{_UNIT})+)",
)
ALTERNATION: Final = re.compile("|".join(KINDS))
NO_SIGN: Final = re.compile("[^0-9A-Za-z]")
CHECKS: Final[dict[str, Callable[[str], object]]] = {
    FindingKind.bank_card: identifiers.is_bank_card,
    FindingKind.id_card: lambda number: (identifiers.is_id_card if len(number) == 18 else identifiers.is_old_id_card)(
        number
    ),
    FindingKind.foreigner_card: identifiers.is_foreigner_card,
    FindingKind.passport: identifiers.is_passport,
    FindingKind.permit: identifiers.is_permit,
}


def one_alternation(text: str) -> list[Item]:
    """The usual way: every kind is an alternative, tried at every character; then the same check digits."""
    found: list[Item] = []
    for match in ALTERNATION.finditer(text):
        group = match.lastgroup or ""
        kind = group.removesuffix("_2")
        check = CHECKS.get(kind)
        if check is None or check(NO_SIGN.sub("", match[group])):
            found.append((*match.span(group), kind))
    return found
