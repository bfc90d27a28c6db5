"""Names of files: what people may see, whatever was sent."""

import pytest

from gongkai.documents.naming import safe_name
from gongkai.documents.refusals import FileNameUnfit


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("通知.docx", "通知.docx"),
        ("../../etc/通知.docx", "通知.docx"),
        ("..\\..\\通知.docx", "通知.docx"),
        ("C:\\文件\\通知.PDF", "通知.pdf"),
        ("关于〔2024〕326号.pdf", "关于〔2024〕326号.pdf"),
        ("a\u3000b   c .txt", "a b c.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1.x.txt", "_LPT1.x.txt"),
        ("a<b>:c|?*.txt", "a_b__c___.txt"),
        ('"><img src=x>.png', "___img src=x_.png"),
        ("", "附件"),
        ("..", "附件"),
        ("/", "附件"),
        ("a.docx...", "a.docx"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("长" * 300 + ".docx", "长" * 95 + ".docx"),
        ("x." + "y" * 300, "x." + "y" * 19),
    ],
)
def test_e5_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given) == safe
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    "given",
    [
        "a\0.docx",
        "a.docx\0.exe",
        "通知\u202excod.exe",
        "a\u2066b.txt",
        "a\u200bb.txt",
        "a\r\nX: y.txt",
        "\ud800.txt",
        "\ufeffa.txt",
    ],
)
def test_e5_a_name_that_reads_other_than_it_is_is_refused(given: str) -> None:
    with pytest.raises(FileNameUnfit, match="看不见"):
        safe_name(given)
