"""Word and Excel files: what they declare, what they must not hold, and everything that can be read in them."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from gongkai.documents.kinds import OPEN_XML
from gongkai.documents.markup import Harvest, Reader
from gongkai.documents.reading import DocumentText
from gongkai.documents.refusals import FileHasMacros, FileHoldsFiles, FileIsBomb, FileKindMismatch, FileUnreadable
from gongkai.documents.sheets import SheetReader, StringReader
from gongkai.documents.zip_package import Package, open_package

CONTENT_TYPES: Final = "[Content_Types].xml"
WORD: Final = f"{OPEN_XML}.wordprocessingml.document.main+xml"
SHEETS: Final = f"{OPEN_XML}.spreadsheetml.sheet.main+xml"
SHARED_STRINGS: Final = "xl/sharedStrings.xml"
SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")

MARKUP: Final = frozenset({".xml", ".rels", ".vml", ".svg"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp"})
HARMLESS: Final = frozenset({".odttf", ".fntdata", ".sigs"})
PRINTERS: Final = re.compile(r"(word|xl)/printerSettings/[^/]+\.bin", re.IGNORECASE)
LARGE_PICTURE: Final = 20 * 1024
"""Bytes from which a picture may hold words."""
EMBEDDED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")

MACRO_NAMES: Final = re.compile(r"vba(project|data)|macrosheet|activex|attachedtoolbars|customui", re.IGNORECASE)
MACRO_TYPES: Final = re.compile(r"macro|vba|activex|attachedtoolbars|keymapcustomizations", re.IGNORECASE)
FETCHING_NAMES: Final = re.compile(r"(^|/)(externallinks|querytables|webextensions|connections\.xml)", re.IGNORECASE)
"""Parts that bring in what lies elsewhere: other workbooks, programs, web pages, databases, add-ins."""
FETCHING: Final = re.compile(r"(?<![A-Z])(DDE(AUTO)?|INCLUDETEXT|INCLUDEPICTURE|LINK|RD|DATABASE)\s+\S", re.IGNORECASE)
"""Fields that start a program or bring in what lies elsewhere."""
LINKS: Final = ("http://", "https://", "mailto:", "tel:", "#")

MACROS: Final = "文件中含有宏或控件，不能接收。请另存为不含宏的格式后再上传。"
FETCHED: Final = re.compile(r"/(aFChunk|oleObject|package|control|subDocument)$")
"""Relationships to files of their own."""
EMBEDS: Final = "文件中嵌有其他文件（如工作簿、压缩包、程序），不能接收。请去掉后再上传，或分别上传。"
TEMPLATE: Final = "文件指向本机或外部的模板，不能接收。请在 Word 的“文档模板”中改为 Normal，或导出为 PDF 后再上传。"
REMOTE: Final = "文件会从外部地址取内容（远程模板、外部图片或数据），不能接收。请改为嵌入后再上传。"


def read_docx(path: Path) -> DocumentText:
    """A Word file: body, headers, notes, comments, boxes, properties, deleted and hidden words."""
    with open_package(path) as package:
        return _read(package, WORD, "word/document.xml")


def read_xlsx(path: Path) -> DocumentText:
    """An Excel file: every cell of every sheet, hidden ones too, comments, names, headers, properties."""
    with open_package(path) as package:
        return _read(package, SHEETS, "xl/workbook.xml")


def _read(package: Package, declared: str, first: str) -> DocumentText:
    _require_kind(package, declared)
    scanned = False
    for name in package.names:
        if _ending(name) not in MARKUP:
            scanned = _require_harmless_part(package, name) or scanned
    strings: list[str] = []
    harvests = []
    for name in sorted(package.names, key=lambda name: (name != first, name != SHARED_STRINGS, name)):
        if _ending(name) in MARKUP:
            harvest = _harvest(package, name, strings)
            if FETCHING.search("\n".join(harvest.instructions)):
                raise FileHasMacros(REMOTE)
            harvests.append("\n".join(harvest.lines))
    return DocumentText("\f".join(text for text in harvests if text), scanned)


def _harvest(package: Package, name: str, strings: list[str]) -> Harvest:
    harvest = Harvest()
    if name == SHARED_STRINGS:
        StringReader(harvest, strings).read(package.open(name))
    elif SHEET.fullmatch(name):
        SheetReader(harvest, strings).read(package.open(name))
    elif name.lower().endswith(".vml"):
        _read_drawing(package, name, harvest)
    else:
        Reader(harvest, all_attributes=name.startswith("customXml/item")).read(package.open(name))
    return harvest


def _read_drawing(package: Package, name: str, harvest: Harvest) -> None:
    """An old drawing: Excel itself writes some of them as HTML that no reader of XML understands."""
    try:
        Reader(harvest).read(package.open(name))
    except FileUnreadable:
        harvest.line(unescape(re.sub(r"<[^>]*>", "", package.read(name).decode("utf-8", "replace"))))


def _require_kind(package: Package, declared: str) -> None:
    """The content types name one main part, of this kind; relationships lead inside, or are links to click on."""
    if CONTENT_TYPES not in package.names:
        raise FileKindMismatch("内容是压缩包，不是 Word 或 Excel 文件。")
    if any(MACRO_NAMES.search(name) for name in package.names):
        raise FileHasMacros(MACROS)
    if any(FETCHING_NAMES.search(name) for name in package.names):
        raise FileHasMacros(REMOTE)
    types: list[str] = []
    _each_element(package.read(CONTENT_TYPES), lambda _, found: types.append(found.get("ContentType", "")))
    if any(MACRO_TYPES.search(one) for one in types):
        raise FileHasMacros(MACROS)
    if types.count(declared) != 1:
        raise FileKindMismatch("文件名与内容不符：内容不是这种 Office 文件（也不能是模板）。请另存为对应格式后再上传。")
    for name in package.names:
        if name.lower().endswith(".rels"):
            _each_element(package.read(name), _require_inside)


def _require_inside(element: str, found: dict[str, str]) -> None:
    if element != "Relationship":
        return
    kind, target = found.get("Type", ""), found.get("Target", "").strip()
    outside = found.get("TargetMode", "").lower() == "external" or "://" in target or target.startswith("\\\\")
    if not outside:
        if FETCHED.search(kind):
            raise FileHoldsFiles(EMBEDS)
        return
    if kind.endswith("/attachedTemplate"):
        raise FileHasMacros(TEMPLATE)
    if not kind.endswith("/hyperlink"):
        raise FileHasMacros(REMOTE)
    if not target.lower().startswith(LINKS):
        raise FileHasMacros("文件里的链接指向本机、内网或会执行程序的地址，不能接收。请改为网页链接或去掉。")


def _require_harmless_part(package: Package, name: str) -> bool:
    """Refuse a part that is neither text nor picture nor font; tells whether it is a picture that may hold words."""
    suffix = _ending(name)
    known = suffix in PICTURES or suffix in HARMLESS or PRINTERS.fullmatch(name)
    part = package.open(name)
    size = len(head := part.read(64 * 1024))
    if not known or head.startswith(EMBEDDED):
        raise FileHoldsFiles(EMBEDS)
    while piece := part.read(64 * 1024):
        size += len(piece)
    return suffix in PICTURES and size >= LARGE_PICTURE


def _ending(name: str) -> str:
    """`.rels` of `_rels/.rels` too."""
    return f".{name.rpartition('.')[2].lower()}"


def _each_element(data: bytes, take: Callable[[str, dict[str, str]], None]) -> None:
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: take(name.rpartition(" ")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.ParseFile(BytesIO(data))
    except ExpatError as error:
        raise FileUnreadable("文件已损坏，内部结构不完整。请重新导出后再上传。") from error


def _refuse_doctype(*_: object) -> None:
    raise FileIsBomb("文件中含有不允许的 XML 声明（DTD、实体）。请重新导出后再上传。")
