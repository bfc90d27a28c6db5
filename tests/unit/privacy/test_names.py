"""Names are masked where the text says that they are names."""

import pytest

from gongkai.privacy.masking import mask
from gongkai.privacy.surnames import COMPOUND, SINGLE


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("姓名：张测", "姓名：张*"),
        ("姓 名: 张测样", "姓 名: 张*"),
        ("联系人：张 测，男", "联系人：张*，男"),
        ("申请人（签字）：欧阳试样", "申请人（签字）：欧阳*"),
        ("投诉人：张测样反映商家不退款", "投诉人：张*反映商家不退款"),
        ("投诉人：张测反映商家不退款", "投诉人：张*反映商家不退款"),
        ("举报人：张测电话15412345678", "举报人：张*电话154****5678"),
        ("被申请人：司马测", "被申请人：司马*"),
        ("当事人：阿依古丽·买买提，女", "当事人：阿*，女"),
        ("联系人：张测、王试和李例子", "联系人：张*、王*和李*"),
        ("姓名\n张测\n电话", "姓名\n张*\n电话"),
        ("姓名 张测 电话", "姓名 张* 电话"),
        ("姓名：买买提", "姓名：买*"),
        ("请张测女士来", "请张*女士来"),
        ("与欧阳试样先生", "与欧阳*先生"),
        ("由诸葛测同志负责", "由诸葛*同志负责"),
        ("向王测样小姐", "向王*小姐"),
        ("阿依古丽·买买提女士", "阿*女士"),
    ],
)
def test_e5_a_name_keeps_its_surname(text: str, public: str) -> None:
    assert mask(text).text == public


@pytest.mark.parametrize(
    "text",
    [
        "张女士和欧阳先生来电",
        "消费者李女士",
        "尊敬的高女士",
        "先生们、女士们",
        "有关同志、党员同志、公安同志、纪检同志、各处室同志",
        "当事人：上海测试食品有限公司",
        "联系人：食品处",
        "申请人：应当具备下列条件",
        "联系人：同上",
        "投诉人：张某",
        "姓名：张*",
        "高兴、安全、万年、方便",
        "保护消费者 权益",
        "申请人 应当提交材料",
    ],
)
def test_e5_what_names_nobody_stays(text: str) -> None:
    assert mask(text).text == text


@pytest.mark.parametrize("surname", sorted(COMPOUND))
def test_e5_compound_surnames_stay_whole(surname: str) -> None:
    masked = f"姓名：{surname}*，请{surname}*女士来"
    assert mask(f"姓名：{surname}测，请{surname}试样女士来").text == masked
    assert mask(masked).text == masked, "masking again changes nothing"


def test_e5_surnames_are_single_characters_and_pairs() -> None:
    assert {len(one) for one in SINGLE} == {1}
    assert {len(one) for one in COMPOUND} == {2}
