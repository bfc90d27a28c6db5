"""An ID number is found wherever somebody can put one into a file."""

from io import BytesIO

import pypdf
import pytest

from tests.unit.documents.conftest import Bring
from tests.unit.documents.made import (
    ID,
    MAIN,
    NAMES,
    appended,
    box,
    docx,
    jpeg,
    mp3,
    mp4,
    paragraph,
    pdf,
    png,
    relations,
    run,
    sheet,
    shown,
    stream,
    table_of,
    xlsx,
)

HALF, REST = ID[:7], ID[7:]
HIDDEN = "<w:vanish/>"
TEXT_BOX = f"<w:r><w:pict><v:shape><w:txbxContent>{paragraph(HALF, REST)}</w:txbxContent></v:shape></w:pict></w:r>"
FORM_FIELD = f'<w:fldChar><w:ffData><w:textInput><w:default w:val="{ID}"/></w:textInput></w:ffData></w:fldChar>'
CHOICE = f'<w:sdtPr><w:dropDownList><w:listItem w:displayText="{ID}"/></w:dropDownList></w:sdtPr>'

IN_BODIES = {
    "a paragraph": paragraph(ID),
    "split over runs": paragraph("号码", HALF, REST[:3], REST[3:], "。"),
    "split by proofing marks": paragraph(HALF, "<w:proofErr w:type='spellStart'/>", REST),
    "a table": f"<w:tbl><w:tr><w:tc>{paragraph('号码')}</w:tc><w:tc>{paragraph(ID)}</w:tc></w:tr></w:tbl>",
    "a tracked deletion": paragraph(f"<w:del>{run(HALF, element='delText')}{run(REST, element='delText')}</w:del>"),
    "a tracked move": paragraph(f"<w:moveFrom>{run(ID)}</w:moveFrom>"),
    "around a tracked deletion": paragraph(HALF, f"<w:del>{run('77', element='delText')}</w:del>", REST),
    "before a tracked insertion": paragraph(HALF, f"<w:ins>{run('77')}</w:ins>", REST),
    "hidden text": paragraph(run(ID, HIDDEN)),
    "around hidden text": paragraph(HALF, run("77", HIDDEN), REST),
    "a text box": paragraph(TEXT_BOX),
    "a text box within a sentence": paragraph("前", TEXT_BOX, "后"),
    "around a text box": paragraph(HALF, f"<w:r><w:txbxContent>{paragraph('框')}</w:txbxContent></w:r>", REST),
    "a drawing": f"<w:p><w:r><a:p><a:r><a:t>{HALF}</a:t></a:r><a:r><a:t>{REST}</a:t></a:r></a:p></w:r></w:p>",
    "word art": paragraph(f'<w:r><w:pict><v:textpath string="{ID}"/></w:pict></w:r>'),
    "a picture's description": paragraph(f'<w:r><wp:docPr id="1" name="图" descr="证件 {ID}"/></w:r>'),
    "a field's code": paragraph(run(f"QUOTE {HALF}", element="instrText"), run(REST, element="instrText")),
    "a field in an attribute": paragraph(f'<w:fldSimple w:instr=" QUOTE {ID} "/>'),
    "a form's default": paragraph(f"<w:r>{FORM_FIELD}</w:r>"),
    "a control's list": f"<w:sdt>{CHOICE}</w:sdt>",
    "a control's tag": f'<w:sdt><w:sdtPr><w:tag w:val="{ID}"/></w:sdtPr></w:sdt>',
    "symbols of a font": paragraph(*(f'<w:r><w:sym w:char="F0{ord(digit):02X}"/></w:r>' for digit in ID)),
}
IN_PARTS = {
    "header": ("word/header1.xml", f"<w:hdr {NAMES}>{paragraph(ID)}</w:hdr>"),
    "footer": ("word/footer1.xml", f"<w:ftr {NAMES}>{paragraph(HALF, REST)}</w:ftr>"),
    "footnote": ("word/footnotes.xml", f"<w:footnotes {NAMES}><w:footnote>{paragraph(ID)}</w:footnote></w:footnotes>"),
    "endnote": ("word/endnotes.xml", f"<w:endnotes {NAMES}>{paragraph(ID)}</w:endnotes>"),
    "comment": ("word/comments.xml", f"<w:comments {NAMES}><w:comment>{paragraph(ID)}</w:comment></w:comments>"),
    "comment's author": ("word/comments.xml", f'<w:comments {NAMES}><w:comment w:author="{ID}"/></w:comments>'),
    "property": ("docProps/core.xml", f"<p:x xmlns:p='urn:p' xmlns:dc='urn:dc'><dc:title>{ID}</dc:title></p:x>"),
    "own property": (
        "docProps/custom.xml",
        f"<Properties><property name='n'><lpwstr>{ID}</lpwstr></property></Properties>",
    ),
    "variable": ("word/settings.xml", f'<w:settings {NAMES}><w:docVar w:name="n" w:val="{ID}"/></w:settings>'),
    "data": ("customXml/item1.xml", f'<data number="{ID}"/>'),
    "glossary": ("word/glossary/document.xml", f"<w:glossaryDocument {NAMES}>{paragraph(ID)}</w:glossaryDocument>"),
    "diagram": ("word/diagrams/data1.xml", f"<d {NAMES}><a:p><a:r><a:t>{ID}</a:t></a:r></a:p></d>"),
    "link": ("word/_rels/document.xml.rels", relations(("hyperlink", f"https://a.example/?n=%39{ID[1:]}", True))),
    "drawing": ("word/media/image1.svg", f"<svg><text><tspan>{HALF}</tspan><tspan>{REST}</tspan></text></svg>"),
    "a part that nobody knows": ("word/else.xml", f"<x><y>{ID}</y></x>"),
}


@pytest.mark.parametrize("where", IN_BODIES)
def test_e5_an_id_number_is_found_in_the_body_of_a_word_file(bring: Bring, where: str) -> None:
    assert ID in bring(docx(IN_BODIES[where]), "通知.docx").text


@pytest.mark.parametrize("where", IN_PARTS)
def test_e5_an_id_number_is_found_around_the_body_of_a_word_file(bring: Bring, where: str) -> None:
    name, content = IN_PARTS[where]
    assert ID in bring(docx("", {name: content}), "通知.docx").text


def test_e5_a_utf_16_part_is_read_too(bring: Bring) -> None:
    header = f'<?xml version="1.0" encoding="UTF-16"?><w:hdr {NAMES}>{paragraph(ID)}</w:hdr>'
    assert ID in bring(docx("", {"word/header1.xml": header.encode("utf-16")}), "通知.docx").text


def test_e5_pages_of_a_word_file_are_apart(bring: Bring) -> None:
    """Marks of secrecy stand at the head of a page."""
    second = '<w:p><w:r><w:br w:type="page"/><w:t>第二页</w:t></w:r></w:p>'
    assert bring(docx(paragraph("第一页") + second), "通知.docx").text.split("\f")[:2] == ["第一页\n", "\n第二页"]


RUNS = f"<r><t>{HALF}</t></r><r><t>{REST}</t></r>"
COMMENT = f"<comments {MAIN}><comment><text>{RUNS}</text></comment></comments>"
ANOTHER = "xl/worksheets/sheet2.xml"
IN_SHEETS = {
    "a shared string": xlsx('<row><c t="s"><v>1</v></c></row>', f"<si><t>一</t></si><si><t>{ID}</t></si>"),
    "a string over runs": xlsx("", f"<si>{RUNS}</si>"),
    "a string of a deleted cell": xlsx("<row/>", f"<si><t>{ID}</t></si>"),
    "an inline string": xlsx(f'<row><c t="inlineStr"><is>{RUNS}</is></c></row>'),
    "a formula": xlsx(f'<row><c t="str"><f>"{ID}"</f><v>x</v></c></row>'),
    "a formula's outcome": xlsx(f'<row><c t="str"><f>A1&amp;B1</f><v>{ID}</v></c></row>'),
    "a hidden sheet": xlsx(more={ANOTHER: sheet(f"<sheetData><row><c t='str'><v>{ID}</v></c></row></sheetData>")}),
    "a comment": xlsx(more={"xl/comments1.xml": COMMENT}),
    "a threaded comment": xlsx(more={"xl/threadedComments/t1.xml": f"<c><text>{ID}</text></c>"}),
    "an old drawing": xlsx(more={"xl/drawings/v.vml": f"<xml><div>{HALF}<b>{REST}</b><br></div></xml>"}),
    "a sheet's name": xlsx(more={"xl/workbook.xml": f'<workbook {MAIN}><sheet name="{ID}"/></workbook>'}),
    "a header": xlsx(more={ANOTHER: sheet(f"<headerFooter><oddHeader>&amp;L{ID}</oddHeader></headerFooter>")}),
    "a prompt": xlsx(more={ANOTHER: sheet(f'<dataValidation prompt="{ID}"/>')}),
    "a property": xlsx(more={"docProps/app.xml": f"<Properties><Manager>{ID}</Manager></Properties>"}),
}


@pytest.mark.parametrize("where", IN_SHEETS)
def test_e5_an_id_number_is_found_in_an_excel_file(bring: Bring, where: str) -> None:
    assert ID in bring(IN_SHEETS[where], "表.xlsx").text


def test_e5_a_row_reads_as_a_line(bring: Bring) -> None:
    """So that a label stands beside what it labels, and places of strings are not taken for digits."""
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c><v>1.3999999999E10</v></c></row>'
    text = bring(xlsx(rows, "<si><t>姓名</t></si><si><t>某人</t></si>"), "表.xlsx").text
    assert "姓名\t某人\t13999999999" in text.splitlines()


XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><d:title xmlns:d='urn:d'>{ID}</d:title></x:xmpmeta>"
WIDGET = f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (n) /V ({ID}) /Rect [0 0 9 9] >>"
NOTE = f"<< /Type /Annot /Subtype /Text /Contents ({ID}) /Rect [0 0 9 9] >>"
DRAWN = stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>", shown(ID))
LINK = f"<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://a.example/{ID}) >> >>"
IN_PDFS = {
    "a page": pdf(shown(ID)),
    "pieces with spaces between": pdf(f"BT /F1 12 Tf [({HALF}) -20 ({REST})] TJ ET"),
    "white letters": pdf("1 g " + shown(ID)),
    "letters that are not drawn": pdf("3 Tr " + shown(ID)),
    "letters beside the page": pdf(f"BT /F1 12 Tf 5000 5000 Td ({ID}) Tj ET"),
    "a note": pdf(page="/Annots [6 0 R]", objects=(NOTE,)),
    "a field": pdf(page="/Annots [6 0 R]", catalogue="/AcroForm << /Fields [6 0 R] >>", objects=(WIDGET,)),
    "a stamp": pdf(page="/Annots [<< /Subtype /Stamp /Rect [0 0 9 9] /AP << /N 6 0 R >> >>]", objects=(DRAWN,)),
    "a stamp of two states": pdf(page="/Annots [<< /Subtype /Stamp /AP << /N << /On 6 0 R >> >> >>]", objects=(DRAWN,)),
    "a drawing used on the page": pdf("/X Do", drawings="/X 6 0 R", objects=(DRAWN,)),
    "an outline": pdf(catalogue=f"/Outlines << /First << /Title ({ID}) >> >>"),
    "an alternative text": pdf(catalogue=f"/StructTreeRoot << /K << /S /Figure /Alt ({ID}) >> >>"),
    "the text meant by a mark": pdf(f"/Span << /ActualText ({ID}) >> BDC BT ET EMC"),
    "a link": pdf(page=f"/Annots [{LINK}]"),
    "properties": appended(pdf(), {7: f"<< /Author ({ID}) >>"}, f"/Prev {table_of(pdf())} /Info 7 0 R"),
    "described properties": pdf(objects=(stream("/Type /Metadata /Subtype /XML", XMP),)),
    "an object that no page leads to": pdf(objects=(f"<< /Left ({ID}) >>",)),
    "two bytes a letter": pdf(objects=(f"<< /Left <FEFF{ID.encode('utf-16-be').hex()}> >>",)),
}


@pytest.mark.parametrize("where", IN_PDFS)
def test_e5_an_id_number_is_found_in_a_pdf(bring: Bring, where: str) -> None:
    assert ID in bring(IN_PDFS[where], "通知.pdf").text


def test_e5_what_an_edited_pdf_said_before_is_found(bring: Bring) -> None:
    before = pdf(shown(ID))
    now = appended(before, {4: stream("", shown("gone"))}, f"/Prev {table_of(before)}")
    assert [page.strip() for page in bring(now, "通知.pdf").text.split("\f") if page.strip()] == ["gone", ID]


def test_e5_a_compressed_pdf_is_read(bring: Bring) -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(pdf(shown(ID), objects=(f"<< /Left ({ID}x) >>",))))
    for page in writer.pages:
        page.compress_content_streams()
    writer.add_metadata({"/Subject": "事由"})
    made = BytesIO()
    writer.write(made)
    text = bring(made.getvalue(), "通知.pdf").text
    assert ID in text
    assert "事由" in text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_e5_text_files_are_read_in_the_encodings_of_offices(bring: Bring, encoding: str) -> None:
    assert bring(f"身份证号：{ID}\r\n".encode(encoding), "名单.txt").text == f"身份证号：{ID}\r\n"


def test_e5_words_in_pictures_sound_and_film_are_read(bring: Bring) -> None:
    assert ID in bring(png((b"tEXt", b"Comment\0" + ID.encode())), "图.png").text
    assert ID in bring(jpeg(f"证件 {ID}".encode()), "图.jpg").text
    assert ID in bring(mp4(box(b"udta", ID.encode())), "片.mp4").text
    assert ID in bring(mp3(ID.encode()), "音.mp3").text


@pytest.mark.parametrize(
    ("data", "name", "scanned"),
    [
        (pdf(shown("text")), "a.pdf", False),
        (pdf("0 0 100 100 re f"), "a.pdf", True),
        (pdf(""), "a.pdf", False),
        (docx(paragraph("字"), {"word/media/image1.png": png()}), "a.docx", False),
        (docx(paragraph("字"), {"word/media/image1.png": png((b"prVt", bytes(30_000)))}), "a.docx", True),
        (png(), "a.png", True),
        (b"text", "a.txt", False),
    ],
)
def test_e5_what_can_only_be_seen_is_said(bring: Bring, data: bytes, name: str, scanned: bool) -> None:
    assert bring(data, name).scanned is scanned


def test_what_is_known_of_a_file(bring: Bring) -> None:
    found = bring(b"abc", "C:\\文件\\名单.TXT")
    assert (found.name, found.suffix, found.media_type, found.size) == ("名单.txt", ".txt", "text/plain", 3)
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
