"""The form of the closing report: a Word document with placeholders, the bundled one or the bureau's own."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

REQUIRED: Final = ("工单号", "来源", "承办单位", "诉求标题", "联系情况", "办理情况", "答复要点", "签发人", "签发时间")
"""A form without one of these is no closing report (requirement C5)."""
WELCOME: Final = ("办件编号", "工单类型", "诉求内容", "市民姓名", "市民电话", "派件时间", "收到时间", "先行联系时间")
ABOUT_IT: Final = ("起草人", "起草时间", "核对码", "文本")
PLACEHOLDERS: Final = frozenset((*REQUIRED, *WELCOME, *ABOUT_IT))
LARGEST: Final = 1_000_000
"""Bytes of a finished file; more the hotline need not take (docs/hotline.md)."""
NOT_IN_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MIDNIGHT_1980: Final = (1980, 1, 1, 0, 0, 0)
UNIX: Final = 3


class ReportTemplateUnfit(RuntimeError):
    """The form of the closing report cannot be used; the service does not start with it."""


class ReportTemplate:
    """A form that was checked: every placeholder in it is known, and none that the law wants is missing."""

    def __init__(self, document: bytes, called: str) -> None:
        self._document = document
        _check(document, called)
        try:
            made = self.render(dict.fromkeys(PLACEHOLDERS, "字"), datetime(*MIDNIGHT_1980, tzinfo=UTC))
        except Exception as error:
            raise ReportTemplateUnfit(f"{called} cannot be filled in: {type(error).__name__}: {error}") from error
        if len(made) > LARGEST // 2:
            raise ReportTemplateUnfit(f"{called} is too large: leave out pictures until it is below {LARGEST // 2} B")

    def render(self, said: Mapping[str, str], at: datetime) -> bytes:
        """The file: what is said stays text, whatever stands in it; the same words give the same bytes."""
        template = DocxTemplate(io.BytesIO(self._document))
        template.render({name: as_text(words) for name, words in said.items()}, _environment())
        about = template.docx.core_properties  # else they name whoever made the form, and the time of this very run
        about.author = about.last_modified_by = about.comments = ""
        about.title, about.created, about.modified = "办结报告", at, at
        made = io.BytesIO()
        template.save(made)
        return _timeless(made)


def load_template(file: Path | None) -> ReportTemplate:
    """The bureau's own form, or the one that comes with the service."""
    if file is None:
        bundled = files("ticket_service.domain").joinpath("closing_report.docx")
        return ReportTemplate(bundled.read_bytes(), "closing_report.docx")
    try:
        return ReportTemplate(file.read_bytes(), f"GONGKAI_REPORT_TEMPLATE ({file.name})")
    except OSError as error:
        raise ReportTemplateUnfit(f"GONGKAI_REPORT_TEMPLATE ({file.name}) cannot be read: {error.strerror}") from error


def as_text(words: str) -> Markup:
    """Words for the inside of a Word document: nothing in them is markup or a placeholder, line breaks stay."""
    plain = NOT_IN_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return Markup(str(escape(plain)).replace("{", "&#123;").replace("}", "&#125;"))


def _check(document: bytes, called: str) -> None:
    """All that is wrong with the placeholders, at once."""
    try:
        used = DocxTemplate(io.BytesIO(document)).get_undeclared_template_variables(_environment())
    except TemplateError as error:
        raise ReportTemplateUnfit(f"{called}: a placeholder is not written as {{{{办理情况}}}}: {error}") from error
    except (BadZipFile, OpcError, KeyError, ValueError, SyntaxError) as error:
        raise ReportTemplateUnfit(f"{called} is not a Word document (.docx)") from error
    wrong = [f"unknown placeholder {{{{{name}}}}}" for name in sorted(used - PLACEHOLDERS)]
    wrong += [f"missing placeholder {{{{{name}}}}}" for name in REQUIRED if name not in used]
    if wrong:
        raise ReportTemplateUnfit(f"{called}: {', '.join(wrong)}; known are {' '.join(sorted(PLACEHOLDERS))}")


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _timeless(made: io.BytesIO) -> bytes:
    """The same package without the time of its making."""
    packed = io.BytesIO()
    with ZipFile(made) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = ZipInfo(name, MIDNIGHT_1980)
            info.create_system = UNIX
            target.writestr(info, source.read(name), zipfile.ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()
