"""What holds a text back."""

import pytest

from gongkai.privacy.secrecy import Mark, MarkKind, blocks, examine
from gongkai.privacy.word_list import Action, WordList, WordListUnfit, word_list

BODY = "正文\n" * 200


def seen(text: str) -> list[tuple[str, str, str]]:
    """The words of the text under each mark, its kind and its action."""
    return [(text[one.start : one.end], one.kind.value, one.action.value) for one in examine(text)]


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年",
        "绝密★启用前",
        "秘密☆长期",
        "机密*10年",
        "机密＊十年",
        "机　密★6个月",
        "机 密 级 ★ ３０天",
        "秘密★",
        "绝密级★长期",
    ],
)
@pytest.mark.parametrize("before", ["", BODY, "第一页\f", "标题　"])
def test_e5_a_grade_with_its_star_blocks_anywhere(mark: str, before: str) -> None:
    assert seen(f"{before}{mark}\n关于某事的通知") == [(mark, "grade_mark", "block")]


@pytest.mark.parametrize("grade", ["机密", "绝　密", "秘 密", "秘密级", "机密 10年"])
@pytest.mark.parametrize("before", ["", "\n　", "000012\n", "标题\n\r\n", BODY + "\f"])
def test_e5_a_grade_alone_on_a_line_of_a_head_blocks(grade: str, before: str) -> None:
    marks = seen(f"{before}{grade}\r\n正文")
    assert (grade, "grade_in_head", "block") in marks


def test_e5_a_grade_in_the_words_of_a_text_warns() -> None:
    assert seen(BODY + "机密\n") == [("机密", "listed_word", "warn")]
    assert seen("标题：秘密花园") == [("秘密", "listed_word", "warn")]


@pytest.mark.parametrize(
    "text",
    [
        "保护商业秘密",
        "保守秘密",
        "保守国家秘密法",
        "密码的机密性",
        "不同的秘密级别",
        "商业机密★新品",
        "内部控制",
        "公开",
    ],
)
def test_e5_what_only_sounds_secret_is_left_alone(text: str) -> None:
    assert [mark for mark in seen(text) if "★" not in text] == []


def test_e5_a_state_secret_as_a_topic_warns() -> None:
    assert seen(BODY + "涉及国家秘密的除外") == [("国家秘密", "listed_word", "warn")]


@pytest.mark.parametrize("word", ["工作秘密", "内部明电", "内部资料", "仅供内部", "不得外传", "注意保存"])
def test_e5_some_words_block_anywhere(word: str) -> None:
    assert seen(BODY + word) == [(word, "listed_word", "block")]
    assert blocks(examine(word))


@pytest.mark.parametrize("word", ["内部", "特急", "加急", "签发人"])
def test_e5_some_words_count_in_a_head_only(word: str) -> None:
    assert seen(f"{word}：某\n正文") == [(word, "listed_word", "warn")]
    assert seen(f"{BODY}{word}") == []
    assert seen(f"{BODY}\f{word}") == [(word, "listed_word", "warn")]


@pytest.mark.parametrize("word", ["代拟稿", "送审稿", "会签稿", "征求意见稿"])
def test_e5_drafts_warn(word: str) -> None:
    assert seen(f"某办法（{word}）") == [(word, "listed_word", "warn")]
    assert not blocks(examine(word))


def test_e5_a_copy_number_warns() -> None:
    assert seen("000012\n标题") == [("000012", "copy_number", "warn")]
    assert seen(BODY + "200032\n") == []


def test_e5_a_mark_never_carries_words_of_the_text() -> None:
    text = "机密★1年\n000012\n张测的工作秘密"
    for mark in examine(text):
        assert "张测" not in mark.words
        assert "1年" not in mark.words
        assert mark.words


def test_e5_marks_come_in_the_order_of_the_text() -> None:
    marks = examine("特急\n机密★1年\n工作秘密")
    assert [mark.kind for mark in marks] == [MarkKind.listed_word, MarkKind.grade_mark, MarkKind.listed_word]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲乙丙丁", ["甲乙", "乙丙"]),
        ("甲乙丙丁戊", ["甲乙"]),
        (f"{BODY}乙丙汇编", ["乙丙"]),
        ("乙丙汇编", ["乙丙汇编"]),
    ],
)
def test_e5_a_word_holds_back_though_another_overlaps_it_unless_a_longer_one_holds_it_whole(
    text: str, told: list[str]
) -> None:
    """What warns, or counts in a head only, never hides what blocks; what is harmless covers what stands within it."""
    listed = (("甲乙", "warn", "anywhere"), ("乙丙", "block", "anywhere"), ("乙丙丁戊", "none", "anywhere"))
    rows = [*listed, ("乙丙汇编", "warn", "head")]
    toml = "".join(f'[[word]]\nword = "{word}"\naction = "{does}"\nwhere = "{where}"\n' for word, does, where in rows)
    assert [text[mark.start : mark.end] for mark in examine(text, WordList.read(toml))] == told


def test_e5_the_list_can_be_another() -> None:
    words = WordList.read('[[word]]\nword = "样品"\naction = "block"\nnote = "尚未公布"')
    assert examine("新样品", words) == (Mark(1, 3, MarkKind.listed_word, Action.block, "尚未公布"),)
    assert examine("工作秘密", WordList(())) == ()


@pytest.mark.parametrize(
    ("toml", "pointers"),
    [
        ("[[word", [""]),
        ('words = 1\n13800000000 = 2\n[[word]]\nword = "甲"', ["/words", "", "/word/0/action"]),
        ("a = " + "[" * 20_000, [""]),
        ("a = 2024-13-45", [""]),
        ("a = " + "9" * 5_000, [""]),
        ("word = 1", ["/word"]),
        ("word = [1]", ["/word/0"]),
        ('[[word]]\nword = ""\naction = "warn"', ["/word/0/word"]),
        ('[[word]]\nword = "甲"\naction = "shout"\nwhere = "tail"', ["/word/0/action", "/word/0/where"]),
        ('[[word]]\nword = "甲"\naction = "warn"\n[[word]]\nword = "甲"\naction = "block"', ["/word/1/word"]),
        ('[[word]]\nword = "甲"\naction = "warn"\ncolour = "red"', ["/word/0/colour"]),
        ('[[word]]\nword = "甲"\naction = "warn"\nnote = 1', ["/word/0"]),
    ],
)
def test_e5_a_faulty_list_is_refused_with_every_fault(toml: str, pointers: list[str]) -> None:
    with pytest.raises(WordListUnfit) as refused:
        WordList.read(toml)
    assert [point.pointer for point in refused.value.points] == pointers


def test_e5_every_word_that_holds_a_text_back_says_why() -> None:
    assert [word.word for word in word_list().words if word.action is not Action.none and not word.note] == []


@pytest.mark.parametrize("toml", ['[[word]]\nword = "张测\naction', "张测 = 1", "[[word]]\n张测 = 'x'", "a = '张测"])
def test_e5_a_refused_list_does_not_repeat_what_was_typed(toml: str) -> None:
    with pytest.raises(WordListUnfit) as refused:
        WordList.read(toml)
    assert refused.value.points
    assert "张测" not in str(refused.value.points)


def test_e5_what_is_no_toml_is_told_with_its_line() -> None:
    with pytest.raises(WordListUnfit) as refused:
        WordList.read('[[word]]\nword = "甲\n')
    assert refused.value.points[0].detail.startswith("第2行")
