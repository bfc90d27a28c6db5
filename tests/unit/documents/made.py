"""Files made by hand for the tests: sound ones, and those that somebody with bad intent or a bad tool would bring."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import quoteattr

ID = "999999190001010013"
"""A number shaped like an ID card's, of nobody: there is no such place."""

OPEN_XML = "application/vnd.openxmlformats-officedocument"
WORD = f"{OPEN_XML}.wordprocessingml.document.main+xml"
SHEETS = f"{OPEN_XML}.spreadsheetml.sheet.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
Parts = Mapping[str, str | bytes]


def types(main: str, content: str, *more: str) -> str:
    """The list of content types."""
    others = "".join(f'<Override PartName="/more{number}" ContentType="{one}"/>' for number, one in enumerate(more))
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{content}"/>{others}</Types>'
    )


def relations(*targets: tuple[str, str, bool]) -> str:
    """Relationships: kind, target, whether it lies outside."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target={quoteattr(target)}'
        f"{' TargetMode=' + quoteattr('External') if outside else ''}/>"
        for number, (kind, target, outside) in enumerate(targets)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts in a container."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return made.getvalue()


def word_parts(body: str = "") -> dict[str, str | bytes]:
    """The parts of a Word file."""
    return {
        "[Content_Types].xml": types("word/document.xml", WORD),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
    }


def docx(body: str = "", more: Parts | None = None) -> bytes:
    """A Word file."""
    return zipped(word_parts(body) | dict(more or {}))


def run(text: str, properties: str = "", element: str = "t") -> str:
    """A run of a paragraph."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{element} xml:space="preserve">{text}</w:{element}></w:r>'


def paragraph(*runs: str) -> str:
    """A paragraph of runs, given as text or as markup."""
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def sheet(*inside: str) -> str:
    """The part of a sheet."""
    return f"<worksheet {MAIN}>{''.join(inside)}</worksheet>"


def xlsx(rows: str = "", strings: str = "", more: Parts | None = None) -> bytes:
    """An Excel file with one sheet of rows."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types("xl/workbook.xml", SHEETS),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", False)),
        "xl/workbook.xml": f'<workbook {MAIN}><sheets><sheet name="表一" sheetId="1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": sheet(f"<sheetData>{rows}</sheetData>"),
    }
    return zipped(parts | dict(more or {}))


def stream(entries: str, content: str) -> str:
    """A stream object of a PDF."""
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def pdf(
    content: str = "", *, page: str = "", catalogue: str = "", drawings: str = "", objects: tuple[str, ...] = ()
) -> bytes:
    """A PDF of one page: what it draws, entries of page and catalogue, and further objects from number 6 on."""
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        f"/Resources << /Font << /F1 5 0 R >> /XObject << {drawings} >> >> {page} >>",
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    return appended(b"%PDF-1.7\n", dict(enumerate(bodies, 1)), "")


def table_of(made: bytes) -> int:
    """Where the newest table of objects begins."""
    return made.rfind(b"xref", 0, made.rfind(b"startxref"))


def appended(before: bytes, bodies: Mapping[int, str], trailer: str) -> bytes:
    """A state of a PDF after what it was before: objects, their table, the end."""
    made = bytearray(before)
    table = ""
    for number, body in bodies.items():
        table += f"{number} 1\n{len(made):010} 00000 n \n"
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(made)
    made += f"xref\n{table}trailer\n<< /Size 40 /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
    return bytes(made)


def shown(text: str) -> str:
    """Drawing instructions for a line."""
    return f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"


def png(*chunks: tuple[bytes, bytes], width: int = 1) -> bytes:
    """A picture of one grey point."""
    head = struct.pack(">2I5B", width, 1, 8, 0, 0, 0, 0)
    body = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in body
    )


def jpeg(comment: bytes = b"") -> bytes:
    """The frame of a photograph: size, comment, start, end."""
    segments = [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xFE, comment),
        (0xC0, b"\x08\0\1\0\1\1\1\x11\0"),
        (0xDA, b"\1\1\0\0?\0"),
    ]
    packed = b"".join(b"\xff" + bytes([kind]) + struct.pack(">H", len(data) + 2) + data for kind, data in segments)
    return b"\xff\xd8" + packed + b"\x12\x34\xff\xd9"


def box(kind: bytes, data: bytes = b"") -> bytes:
    """A box of a film."""
    return struct.pack(">I", len(data) + 8) + kind + data


def mp4(*more: bytes, brand: bytes = b"isom") -> bytes:
    """The boxes of a film."""
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"moov", b"".join(more)) + box(b"mdat", b"\0" * 64)


def mp3(title: bytes = b"") -> bytes:
    """A tag and the start of a frame."""
    frame = b"TIT2" + struct.pack(">I", len(title) + 1) + b"\0\0\3" + title
    return b"ID3\4\0\0\0\0\0" + bytes([len(frame)]) + frame + b"\xff\xfb\x90\x00" + b"\0" * 400
