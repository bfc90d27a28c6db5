"""What the public reads in place of personal data."""

import random
from unicodedata import normalize

import pytest

from gongkai.privacy.finding import Finding, FindingKind
from gongkai.privacy.identifiers import id_check, is_credit_code
from gongkai.privacy.masking import find, mask
from gongkai.privacy.open_matters import OpenMatters, OpenMattersUnfit, open_matters
from gongkai.privacy.runs import BETWEEN, WORD
from tests.unit.privacy import invented

ID = "31999919920901123"
ID += id_check(ID)
OLD_ID = "319999920901123"


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (f"身份证号{ID}。", f"身份证号319*************{ID[-2:]}。"),
        (f"旧证{OLD_ID}。", "旧证319**********23。"),
        (f"旧证{OLD_ID[:6]} {OLD_ID[6:12]} {OLD_ID[12:]}。", "旧证319**********23。"),
        (f"ID{ID}", f"ID319*************{ID[-2:]}"),
        (f"附件_{ID}_1.pdf、张_15412345678.jpg", f"附件_319*************{ID[-2:]}_1.pdf、张_154****5678.jpg"),
        ("手机15412345678转告", "手机154****5678转告"),
        ("+86 154-1234-5678、8615412345678、008615412345678", "+86 154****5678、86154****5678、0086154****5678"),
        ("tel15412345678，15412345678wx", "tel154****5678，154****5678wx"),
        ("（+86）15412345678", "（+86）154****5678"),
        ("（021）5999 3456转8012", "021-****3456转8012"),
        ("0512-59993456", "0512-****3456"),
        ("+86-21-59993456", "+86-021-****3456"),
        ("电话：5999 3456", "电话：****3456"),
        ("车牌沪A·12345和沪AD12345、沪A12345D", "车牌沪A***45和沪A****45、沪A****5D"),
        ("护照E99123456，护照号：AB1234567", "护照E******56，护照号：A******67"),
        ("通行证H99123456，台胞证号：12345678", "通行证H******56，台胞证号：1*****78"),
        ("旧居留证XXX319992090112", "旧居留证XXX**********12"),
        ("写信到zhang.san@example.com。", "写信到***。"),
        ("微信号：abc_12345，QQ：12345678", "微信号：***，QQ：***"),
        ("社保卡号：AB12345678", "社保卡号：***"),
        ("家住黄浦区南京东路123弄4号501室，", "家住黄浦区南京东路***，"),
        ("浦东新区王家村三组12号", "浦东新区王家村***"),
        ("静安区大田小区5幢2单元301室", "静安区大田小区***"),
        ("她住3号楼301室", "她住***"),
    ],
)
def test_e5_personal_data_are_masked_as_the_public_may_see_them(text: str, public: str) -> None:
    assert mask(text).text == public


@pytest.mark.parametrize(
    "text",
    [
        "沪市监办发〔2024〕326号",
        "2024年9月30日10时30分，共1234567.89元",
        "单号SH20240930123456789012",
        f"单号SH{ID}",
        f"单号20240930{ID}",
        f"代码{invented.credit_code(random.Random(1))}",
        "日期 G20240930、H20240930",
        "微信公众号：shanghai_gov，微信支付",
        "思路1号，地铁3号线，新路12号线，园区1号楼，道路3号标段",
        "拨打12345或12315，客服400-820-1234",
        "邮箱office@scjgj.sh.gov.cn",
        "表格 1500 2000 300",
        "编号31999919921301123X",
        "卡号6299990000000000000",
    ],
)
def test_e5_what_is_nobody_s_stays(text: str) -> None:
    assert mask(text).text == text


def test_e5_a_finding_says_where_in_the_text_as_given() -> None:
    assert find("手机：１５４－１２３４－５６７８。") == (Finding(3, 16, FindingKind.mobile, "154****5678"),)


def test_e5_a_number_that_is_both_id_card_and_credit_code_is_masked() -> None:
    """A leak is worse than a star too many; one that begins with 9 belongs to an organisation."""
    like = (f"51319919920901{sequence:03}" for sequence in range(1000))
    both = next(number for first in like if is_credit_code(number := first + id_check(first)))
    assert [one.kind for one in find(both)] == [FindingKind.id_card]


def test_e5_masking_masked_text_changes_nothing() -> None:
    once = mask(f"姓名：张测，{ID}，15412345678，沪A12345，南京东路1号2室")
    assert mask(once.text).text == once.text
    assert mask(once.text).findings == ()


def test_e5_every_character_of_a_run_has_a_normal_form_of_one_character() -> None:
    """So that a place in the normal form is a place in the text."""
    pattern = WORD + BETWEEN
    assert all(len(normalize("NFKC", chr(code))) == 1 for code in _characters(pattern))


def _characters(members: str) -> set[int]:
    """The code points of a character class."""
    found: set[int] = set()
    at = 0
    members = members.replace("\\-", "-\0")
    while at < len(members):
        last = members[at + 2] if members[at + 1 : at + 2] == "-" and members[at + 2 : at + 3] not in ("", "\0") else ""
        found.update(range(ord(members[at]), ord(last or members[at]) + 1))
        at += 3 if last else 1
    return found - {0}


def test_e5_public_matters_stay() -> None:
    known = OpenMatters.read("""
        phones = ["021-5999 3456", "154 1234 5678"]
        officials = ["张测"]
        addresses = ["大田路1号"]
        mail_domains = ["example.com"]
    """)
    text = "联系人：张测，电话：59993456或（021）59993456、15412345678，大田路1号3楼，office@sub.example.com"
    assert mask(text, known).text == text
    assert mask("联系人：张试，021-59993457，大田路2号", known).text == "联系人：张*，021-****3457，大田路***"


def test_e5_a_public_place_is_no_beginning_of_another_number() -> None:
    known = OpenMatters(addresses=("大田路1号",))
    assert mask("大田路11号", known).text == "大田路***"


@pytest.mark.parametrize(
    ("toml", "pointers"),
    [
        ("phones = 1", ["/phones"]),
        ("phones = [1]", ["/phones/0"]),
        ('streets = ["路"]\nphones = 1', ["/streets", "/phones"]),
        ("phones = [", [""]),
        ('officials = ["张测", "", "测"]', ["/officials/1", "/officials/2"]),
        (
            'phones = ["12"]\naddresses = ["路"]\nmail_domains = ["cn"]',
            ["/phones/0", "/addresses/0", "/mail_domains/0"],
        ),
    ],
)
def test_e5_a_faulty_white_list_is_refused_with_every_fault(toml: str, pointers: list[str]) -> None:
    """An entry so short that everything would be public is a fault like one that is no text."""
    with pytest.raises(OpenMattersUnfit) as refused:
        OpenMatters.read(toml)
    assert [point.pointer for point in refused.value.points] == pointers


def test_e5_the_bundled_white_list_can_be_read() -> None:
    assert "gov.cn" in open_matters().mail_domains


@pytest.mark.parametrize(
    "hostile", ["1 ", "室", "1室", "a@", "姓名：", "村1", "微信", "张·", "(", "1号", "1", "密 ", "E 1 "]
)
def test_e5_a_long_hostile_text_is_read_to_its_end(hostile: str) -> None:
    """What stands behind it is found; a pattern that is not linear would not come so far in a minute."""
    noise = hostile * (20_000 // len(hostile))
    assert find(f"{noise}\n\n邮箱：nobody@nowhere.invalid")[-1].start >= len(noise)
