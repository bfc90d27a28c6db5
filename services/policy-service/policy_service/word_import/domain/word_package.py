"""What lies inside a Word document: its parts, taken out within bounds, parsed without fetching or running anything."""

import posixpath
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from lxml import etree
from lxml.etree import _Element as Element

from gongkai.documents.zip_package import Package, open_package
from gongkai.refusals import Ground, Refusal

MAIN: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# Documents in the strict variant of the standard name the same things at another address.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", MAIN[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _OFFICE[:-1].encode()),
)
LARGEST_PART: Final = 8 * 1024 * 1024
_PIECE: Final = 64 * 1024


class WordDocumentUnreadable(Refusal):
    """The file is no Word document that can be read: broken, encrypted, or out of all bounds."""

    code = "word-document-unreadable"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class WordPackage:
    """The parts that carry words. `links` are the web addresses by relationship id."""

    document: Element
    styles: Element | None = None
    numbering: Element | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, source: bytes | Path) -> Self:
        """The package inside a file."""
        try:
            with open_package(source) as package:
                return cls._of(package)
        except WordDocumentUnreadable:
            raise
        except Refusal as refusal:
            raise WordDocumentUnreadable(refusal.detail) from refusal
        except (etree.XMLSyntaxError, zlib.error) as error:
            raise WordDocumentUnreadable("这个文件不是有效的Word文档（.docx）。") from error
        except (OSError, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError) as error:
            raise WordDocumentUnreadable("这个Word文档已损坏或加密，读不出来。") from error

    @classmethod
    def _of(cls, package: Package) -> Self:
        main = _targets(_part(package, "_rels/.rels"), "", "officeDocument").get("officeDocument", "word/document.xml")
        document = _part(package, main)
        if document is None or document.tag != f"{MAIN}document":
            raise WordDocumentUnreadable("这个文件不是Word文档（.docx）。")
        folder, name = posixpath.split(main)
        relations = _part(package, posixpath.join(folder, "_rels", f"{name}.rels"))
        beside = _targets(relations, folder, "styles", "numbering")
        return cls(
            document=document,
            styles=_part(package, beside.get("styles", "")),
            numbering=_part(package, beside.get("numbering", "")),
            links=_links(relations),
        )


def _part(package: Package, name: str) -> Element | None:
    if name not in package.names:
        return None
    content = bytearray()
    part = package.open(name)
    while piece := part.read(_PIECE):
        content += piece
        if len(content) > LARGEST_PART:
            raise WordDocumentUnreadable("这个Word文档的正文过大。")
    return _parsed(bytes(content))


def _parsed(content: bytes) -> Element:
    """The tree of a part. Office documents have no document type; what declares one wants entities."""
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise WordDocumentUnreadable("这个Word文档含有不允许的声明。")
    return root


def _targets(relations: Element | None, folder: str, *wanted: str) -> dict[str, str]:
    """Names of the parts inside the package that stand in these relations to another."""
    found: dict[str, str] = {}
    for one in _related(relations):
        kind = one.get("Type", "").removeprefix(_OFFICE)
        if kind in wanted and one.get("TargetMode") != "External":
            target = one.get("Target", "")
            found[kind] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return found


def _links(relations: Element | None) -> dict[str, str]:
    return {
        one.get("Id", ""): one.get("Target", "")
        for one in _related(relations)
        if one.get("Type", "") == f"{_OFFICE}hyperlink" and one.get("Target", "").startswith(("https://", "http://"))
    }


def _related(relations: Element | None) -> list[Element]:
    return [] if relations is None else relations.findall(_RELATIONS)
