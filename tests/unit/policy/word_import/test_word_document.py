"""Word documents as bodies: what is written is taken over, what could act is left behind and said."""

import re
import zipfile
from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_service.policy.domain.body import clauses_of
from policy_service.word_import.domain import word_words
from policy_service.word_import.domain.word_document import WordBody, read
from policy_service.word_import.domain.word_numbering import chinese
from policy_service.word_import.domain.word_package import WordDocumentUnreadable
from tests.examples import examples

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
# One pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004"
    "0001f61738550000000049454e44ae426082"
)
LIVELY = re.compile(r"<script|<img|<iframe|<object|<svg|javascript:|\son\w+\s*=|style=|src=|data:", re.IGNORECASE)


def packed(body: str, *, relations: str = "", numbering: str = "", styles: str = "", head: str = "") -> bytes:
    """The smallest package around the inside of `w:body`."""
    out = BytesIO()
    beside = "".join(
        f'<Relationship Id="rId{name}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for name, content in (("numbering", numbering), ("styles", styles))
        if content
    )
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATIONS}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/_rels/document.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}{beside}</Relationships>'
        )
        package.writestr(
            "word/document.xml",
            f'{head}<w:document xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>',
        )
        for name, content in (("numbering", numbering), ("styles", styles)):
            if content:
                package.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{MAIN}">{content}</w:{name}>')
    return out.getvalue()


def counted(*levels: str) -> str:
    """The numbering part in which list 1 counts by these levels."""
    inside = "".join(f'<w:lvl w:ilvl="{depth}">{level}</w:lvl>' for depth, level in enumerate(levels))
    number = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return f'<w:abstractNum w:abstractNumId="0">{inside}</w:abstractNum>{number}'


def item(words: str, depth: int) -> str:
    return paragraph(words, about=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>')


def run(words: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{words}</w:t></w:r>"


def paragraph(words: str, look: str = "", about: str = "") -> str:
    return f"<w:p><w:pPr>{about}</w:pPr>{run(words, look)}</w:p>"


def test_e1_what_word_itself_writes_is_read() -> None:
    document = Document()
    document.add_heading("总则", level=1)
    document.add_heading("适用范围", level=2)
    words = document.add_paragraph("本办法适用于")
    words.add_run("全市").bold = True
    words.add_run("企业。")
    for item in ("第一项", "第二项"):
        document.add_paragraph(item, style="List Bullet")
    for item in ("甲", "乙"):
        document.add_paragraph(item, style="List Number")
    table = document.add_table(rows=2, cols=2)
    for at, cell in enumerate(table._cells):
        cell.text = f"格{at}"
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_picture(BytesIO(PICTURE), width=Inches(1))
    out = BytesIO()
    document.save(out)

    body = read(out.getvalue())
    assert body.html.startswith('<h2 id="clause-1">总则</h2><h3 id="clause-2">适用范围</h3>')
    assert "<p>本办法适用于<strong>全市</strong>企业。</p>" in body.html
    assert "<ul><li>第一项</li><li>第二项</li></ul><ol><li>甲</li><li>乙</li></ol>" in body.html
    assert '<td colspan="2">' in body.html
    assert "<tr><td>格2</td><td>格3</td></tr>" in body.html
    assert body.cautions == (word_words.PICTURE,)


def test_e1_headings_of_paper_are_headings() -> None:
    body = read(
        packed(paragraph("一、总体要求", "<w:b/>") + paragraph("（一）加强领导") + paragraph("二、要求。照办。"))
    )
    assert [clause.title for clause in clauses_of(body.html)] == ["一、总体要求", "（一）加强领导"]
    assert "<p>二、要求。照办。</p>" in body.html


def test_e1_numbers_that_word_counts_are_written_out() -> None:
    chinese_level = '<w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{}"/>'
    numbering = counted(chinese_level.format("%1、"), chinese_level.format("（%2）"))
    content = item("总则", 0) + item("目的", 1) + item("范围", 1) + item("附则", 0) + item("解释", 1)
    titles = [clause.title for clause in clauses_of(read(packed(content, numbering=numbering)).html)]
    assert titles == ["一、总则", "（一）目的", "（二）范围", "二、附则", "（一）解释"]


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (110, "一百一十")]
)
def test_e1_chinese_numbers(number: int, words: str) -> None:
    assert chinese(number) == words


def test_e1_lists_within_lists_and_cells_over_rows() -> None:
    numbering = counted('<w:numFmt w:val="bullet"/>', '<w:numFmt w:val="bullet"/>')
    body = read(packed(item("甲", 0) + item("乙", 1) + item("丙", 1) + item("丁", 0), numbering=numbering))
    assert body.html == "<ul><li>甲<ul><li>乙</li><li>丙</li></ul></li><li>丁</li></ul>"

    def cell(words: str, about: str = "") -> str:
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{paragraph(words)}</w:tc>"

    first = cell("年", '<w:vMerge w:val="restart"/>') + cell("一")
    rows = f"<w:tr>{first}</w:tr><w:tr>{cell('', '<w:vMerge/>')}{cell('二')}</w:tr>"
    html = read(packed(f"<w:tbl>{rows}</w:tbl>")).html
    assert html == '<table><tbody><tr><td rowspan="2">年</td><td>一</td></tr><tr><td>二</td></tr></tbody></table>'


LEFT = {
    word_words.TRACKED: f"<w:p><w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins></w:p>",
    word_words.HIDDEN: paragraph("藏", "<w:vanish/>"),
    word_words.EMBEDDED: "<w:p><w:r><w:object><w:control/></w:object></w:r></w:p>",
    word_words.TEXT_BOX: f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('框')}</w:txbxContent></w:pict></w:r></w:p>",
    word_words.NOTES: '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
    word_words.COMMENTS: '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>',
    word_words.ELSEWHERE: '<w:altChunk r:id="rId9"/>',
    word_words.PICTURE: '<w:p><w:r><w:drawing><a r:link="rId9"/></w:drawing></w:r></w:p>',
}


@pytest.mark.parametrize("caution", LEFT)
def test_e1_what_is_left_behind_is_said(caution: str) -> None:
    elsewhere = (
        f'<Relationship Id="rId9" Type="{RELATIONS}/image" Target="https://tracker.cn/x" TargetMode="External"/>'
    )
    body = read(packed(paragraph("前") + LEFT[caution] + paragraph("后"), relations=elsewhere))
    assert caution in body.cautions
    assert body.html.replace("<p>新</p>", "") == "<p>前</p><p>后</p>"


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "https://a.cn/&quot; onclick=&quot;x"])
def test_e1_links_lead_to_the_web_or_nowhere(target: str) -> None:
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/hyperlink" Target="{target}" TargetMode="External"/>'
    body = read(packed(f'<w:p><w:hyperlink r:id="rId1">{run("点")}</w:hyperlink></w:p>', relations=relation))
    assert "点" in body.html
    assert not re.search(r'href="(?!https?://)|<a[^>]*"\s+onclick', body.html)


HOSTILE = {
    "no package": b"PK\x03\x04 no package",
    "an entity": packed(paragraph("&amp;a;"), head='<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "laughs": packed(
        paragraph("x"),
        head='<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    ),
    "laughs in an attribute": packed(
        '<w:p w:a="&j;"/>',
        head="<!DOCTYPE w ["
        + "".join(f'<!ENTITY {b} "{f"&{a};" * 40}">' for a, b in pairwise("abcdefghij"))
        + '<!ENTITY a "ha">]>',
    ),
    "a declaration and nothing else": packed(paragraph("x"), head="<!DOCTYPE w>"),
    "a comment within a word": packed(f"<w:p>{run('一<!-- x -->二')}</w:p>"),
    "broken": packed("<w:p>"),
    "empty": packed(""),
    "deep sections": packed("<w:sdt><w:sdtContent>" * 400 + paragraph("x") + "</w:sdtContent></w:sdt>" * 400),
    "deep tables": packed("<w:tbl><w:tr><w:tc>" * 300 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 300),
    "deep runs": packed("<w:p>" + "<w:ins>" * 500 + run("x") + "</w:ins>" * 500 + "</w:p>"),
    "wide cells": packed(
        f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{paragraph("x")}</w:tc></w:tr></w:tbl>'
    ),
    "numbers that are none": packed(
        paragraph("x", about='<w:numPr><w:ilvl w:val="-1"/><w:numId w:val="²"/></w:numPr><w:outlineLvl w:val="99999"/>')
    ),
    "styles in a circle": packed(
        paragraph("x", about='<w:pStyle w:val="a"/>'),
        styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>',
    ),
    "a large part": packed(f"<w:p><!--{'x' * 9_000_000}--></w:p>"),
    "many paragraphs": packed(paragraph("一" * 1000) * 1100),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_e1_a_hostile_document_is_read_or_refused_but_never_acts(name: str) -> None:
    try:
        body = read(HOSTILE[name])
    except WordDocumentUnreadable as refused:
        body = WordBody(refused.detail)
    assert not LIVELY.search(body.html)
    assert "root:" not in body.html


@pytest.mark.parametrize("name", ["an entity", "laughs", "laughs in an attribute", "a declaration and nothing else"])
def test_e1_a_document_that_declares_a_type_is_refused(name: str) -> None:
    with pytest.raises(WordDocumentUnreadable):
        read(HOSTILE[name])


def test_e1_a_comment_of_a_tool_does_not_cut_a_word() -> None:
    assert read(HOSTILE["a comment within a word"]).html == "<p>一二</p>"


def test_e1_what_the_examination_of_files_refuses_is_refused_here_too() -> None:
    """There is one reader of containers, and it takes no bytes behind the end."""
    with pytest.raises(WordDocumentUnreadable, match="末尾附有别的内容"):
        read(packed(paragraph("x")) + b"behind")


PIECES = [
    paragraph("&lt;script&gt;alert(1)&lt;/script&gt;"),
    paragraph("&lt;img src=x onerror=alert(1)&gt;", "<w:b/>"),
    paragraph("# 一", about='<w:outlineLvl w:val="0"/>'),
    paragraph("[x](javascript:alert(1))"),
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:sdt><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
    "<w:p>",
    "</w:p>",
    run("&lt;svg onload=alert(1)&gt;", "<w:i/>"),
    '<w:hyperlink r:id="rId1">',
    "</w:hyperlink>",
    *LEFT.values(),
]


@settings(max_examples=examples(150))
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_e1_no_mixture_of_parts_becomes_alive(pieces: list[str]) -> None:
    relation = f'<Relationship Id="rId1" Type="{RELATIONS}/hyperlink" Target="javascript:alert(1)"/>'
    try:
        html = read(packed("".join(pieces), relations=relation)).html
    except WordDocumentUnreadable:
        return
    assert not re.search(r"<(?!/?(?:p|br|h[2-6]|ul|ol|li|strong|em|s|table|tbody|tr|th|td)\b)", html)


@settings(max_examples=examples(60))
@given(st.data())
def test_e1_a_damaged_package_is_refused_or_harmless(data: st.DataObject) -> None:
    whole = bytearray(packed(paragraph("正文") * 3))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        html = read(bytes(whole)).html
    except WordDocumentUnreadable:
        return
    assert not LIVELY.search(html)
