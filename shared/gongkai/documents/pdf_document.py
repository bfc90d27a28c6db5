"""PDF files: nothing in them acts or hides another file, and everything that can be read in them is read.

Every object of the file is looked at, not only those that pages lead to; so are the earlier states that an edited PDF
carries along, in which "deleted" words can still be read.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

from gongkai.documents.markup import Harvest, Reader
from gongkai.documents.reading import DocumentText
from gongkai.documents.refusals import FileEncrypted, FileHasMacros, FileHoldsFiles, FileKindMismatch, FileUnreadable

MOST_OBJECTS: Final = 300_000
MOST_STATES: Final = 8
"""Earlier states that an edited file may carry along."""
DEEPEST: Final = 60

ACTING_KEYS: Final = frozenset({"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/Launch"})
ACTING: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/GoToDp", "/Rendition"}
    | {"/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Hide", "/SetOCGState"}
)
FILE_KEYS: Final = frozenset({"/EmbeddedFiles", "/EmbeddedFile", "/EF"})
FILE_TYPES: Final = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/3D", "/Screen"})
RAW_ACTING: Final = re.compile(rb"/(JavaScript|Launch|RichMedia)\b")
RAW_FILES: Final = re.compile(rb"/EmbeddedFile")
NOT_WORDS: Final = frozenset(
    {
        "/ID",
        "/CreationDate",
        "/ModDate",
        "/M",
        "/DA",
        "/Registry",
        "/Ordering",
        "/Lang",
        "/NM",
        "/CharSet",
        "/ByteRange",
    }
)
"""Entries whose strings are dates, numbers of files and names of fonts."""
END: Final = b"%%EOF"
STAMP: Final = re.compile(r"(uuid:|xmp\.(did|iid):|D:\d{8}|\d{4}-\d\d-\d\dT\d\d:)")
UNMAPPED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
MOST_UNMAPPED: Final = 0.1

ACTS: Final = "文件中含有会自动执行的内容（脚本、启动程序、提交表单等），不能接收。请用“打印为 PDF”重新导出。"
HOLDS: Final = "文件中嵌有其他文件或媒体，不能接收。请去掉后再上传，或把它们作为附件分别上传。"


def read_pdf(path: Path) -> DocumentText:
    """Text of pages, notes, fields, properties and earlier states; refuses what acts, hides or is locked."""
    data = path.read_bytes()
    _require_whole(data)
    if RAW_ACTING.search(data):
        raise FileHasMacros(ACTS)
    if RAW_FILES.search(data):
        raise FileHoldsFiles(HOLDS)
    now = _state(data)
    pages = dict.fromkeys(now.text.split("\f"))
    for earlier in _earlier_states(data):
        pages |= dict.fromkeys(_state(earlier).text.split("\f"))
    return DocumentText("\f".join(pages), now.scanned)


def _require_whole(data: bytes) -> None:
    """The end mark ends the file: cut-off files have none, files with something behind it are two files in one."""
    end = data.rfind(END)
    if end < 0:
        raise FileUnreadable("文件不完整：PDF 没有结尾。请重新导出后再上传。")
    if data[end + len(END) :].strip(b"\r\n\t \0"):
        raise FileKindMismatch("文件末尾附有 PDF 以外的内容，不能接收。请重新导出后再上传。")


def _earlier_states(data: bytes) -> Iterator[bytes]:
    """The file as it was after each earlier save. The first end mark of a file made for the web is not one."""
    ends = [found.end() for found in re.finditer(END, data)][:-1]
    if b"/Linearized" in data[:1024]:
        ends = ends[1:]
    if len(ends) > MOST_STATES:
        raise FileUnreadable("文件里保留了太多次修改的痕迹，无法逐一检查。请用“打印为 PDF”重新导出。")
    return (data[:end] for end in ends)


def _state(data: bytes) -> DocumentText:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise FileEncrypted("文件设有密码或使用限制，无法检查。请去掉保护后再上传。")
    harvest = Harvest()
    for found in _objects(reader):
        _look_at(found, harvest)
    texts: list[str] = []
    scanned = False
    for page in reader.pages:
        text = _text_of(page, harvest)
        scanned = scanned or _only_seen(page, text)
        texts.append(text)
    return DocumentText("\f".join([*texts, "\n".join(dict.fromkeys(harvest.lines))]), scanned)


def _objects(reader: PdfReader) -> Iterator[Any]:
    numbers = {(number, generation) for generation, found in reader.xref.items() for number in found}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise FileUnreadable("文件过于复杂，无法检查。请用“打印为 PDF”重新导出。")
    yield reader.trailer
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _look_at(found: Any, harvest: Harvest, key: str = "", depth: int = 0) -> None:
    """Refuse what acts or holds files in one object, and harvest its words; other objects come by themselves."""
    if depth > DEEPEST:
        raise FileUnreadable("文件过于复杂，无法检查。请用“打印为 PDF”重新导出。")
    if isinstance(found, DictionaryObject):
        _require_harmless(found)
        if found.get("/Type") == "/Metadata" and isinstance(found, StreamObject):
            _read_metadata(found, harvest)
        signature = "/ByteRange" in found
        for name, value in dict.items(found):
            if not (signature and name == "/Contents"):
                _look_at(value, harvest, str(name), depth + 1)
    elif isinstance(found, ArrayObject):
        for value in list.__iter__(found):
            _look_at(value, harvest, key, depth + 1)
    elif isinstance(found, TextStringObject | ByteStringObject) and key not in NOT_WORDS:
        harvest.line(_words(found))


def _require_harmless(found: DictionaryObject) -> None:
    keys = frozenset(map(str, dict.keys(found)))
    kind, subtype, action = (str(dict.get(found, name)) for name in ("/Type", "/Subtype", "/S"))
    if keys & ACTING_KEYS or action in ACTING:
        raise FileHasMacros(ACTS)
    if keys & FILE_KEYS or kind in FILE_TYPES or (subtype in FILE_TYPES and "/Rect" in keys):
        raise FileHoldsFiles(HOLDS)


def _read_metadata(found: StreamObject, harvest: Harvest) -> None:
    described = Harvest()
    Reader(described, all_attributes=True).read(BytesIO(found.get_data().strip(b"\0 \r\n\t")))
    for line in described.lines:
        if not STAMP.match(line):
            harvest.line(line)


def _text_of(page: PageObject, harvest: Harvest) -> str:
    """The page's own words, those hidden beside its marks, and what its annotations show."""

    def notice(operator: bytes, operands: list[Any], *_: object) -> None:
        if operator in (b"BDC", b"DP") and len(operands) > 1 and isinstance(operands[1], DictionaryObject):
            _look_at(operands[1], harvest)

    text = page.extract_text(visitor_operand_before=notice)
    shown = [page.extract_xform_text(stream) for stream in _appearances(page)]
    return "\n".join([text, *(words for words in shown if words.strip())])


def _appearances(page: PageObject) -> Iterator[Any]:
    """What each annotation of a page looks like, in each of its states."""
    for annotation in page.annotations or ():
        for look in _values(_values_of(annotation.get_object(), "/AP")):
            if isinstance(look, StreamObject):
                yield look
            else:
                yield from (state for state in _values(look) if isinstance(state, StreamObject))


def _values_of(found: Any, key: str) -> Any:
    return found[key] if isinstance(found, DictionaryObject) and key in found else None


def _values(found: Any) -> list[Any]:
    return [value.get_object() for value in found.values()] if isinstance(found, DictionaryObject) else []


def _only_seen(page: PageObject, text: str) -> bool:
    """Whether something on the page can only be seen: it draws and says nothing, or says it in meaningless signs."""
    said = "".join(text.split())
    if not said:
        content = page.get_contents()
        return content is not None and bool(content.get_data().strip())
    return len(UNMAPPED.findall(said)) > MOST_UNMAPPED * len(said)


def _words(found: TextStringObject | ByteStringObject) -> str:
    text = str(found) if isinstance(found, TextStringObject) else bytes(found).decode("utf-8", "ignore")
    return "" if STAMP.match(text) else text
