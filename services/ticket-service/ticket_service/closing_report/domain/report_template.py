"""The form of the closing report: its placeholders, its examination, and the report written in it."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Final, Self
from zipfile import BadZipFile, ZipFile, ZipInfo

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from gongkai.refusals import Point


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One placeholder: its name, what it stands for, and what stands there in the invented case."""

    name: str
    meaning: str
    example: str

    @property
    def required(self) -> bool:
        """Whether every form has to have it."""
        return self.name in REQUIRED


HANDLED: Final = "2024年10月9日，两名执法人员到现场检查，货架上有3盒酸奶超过保质期。当场责令下架，并立案调查。"
TOLD: Final = "浦东新区市场监管局于2024年10月9日电话答复：过期酸奶已下架，商家已立案，退款已办妥。"

PLACEHOLDERS_IN_WORDS: Final = (
    Placeholder("工单号", "热线的工单编号", "SH20240930-000123"),
    Placeholder("办件编号", "本局的办件编号", "GD-240930-7K3M-9"),
    Placeholder("来源", "市民从哪里提出：中国政府网、市民来电等", "中国政府网"),
    Placeholder("工单类型", "转送单、督办单等", "转送单"),
    Placeholder("承办单位", "办理并签发的单位", "浦东新区市场监管局"),
    Placeholder("诉求标题", "工单标题", "超市出售过期酸奶"),
    Placeholder("诉求内容", "市民的原话；报送热线的文本中个人信息已遮盖", "在超市买到过期三天的酸奶，要求查处并答复。"),
    Placeholder("市民姓名", "报送热线的文本中只留姓", "甄*"),
    Placeholder("市民电话", "报送热线的文本中遮盖中间几位", "100****5678"),
    Placeholder("派件时间", "热线派件的时间", "2024-09-30 10:00"),
    Placeholder("收到时间", "本局收到的时间", "2024-09-30 10:01"),
    Placeholder("先行联系时间", "第一次联系上市民的时间", "2024-09-30 14:20"),
    Placeholder("联系情况", "每次联系一行：时间、方式、结果、联系人", "2024-09-30 14:20　电话　已联　江东来"),
    Placeholder("办理情况", "报告的第一部分", HANDLED),
    Placeholder("答复要点", "报告的第二部分", TOLD),
    Placeholder("事实认定", "事实是否属实，及说明", "属实"),
    Placeholder("诉求认定", "诉求是否合理", "合理"),
    Placeholder("现场查看", "是否到现场，及时间", "已到现场（2024-10-09 09:30）"),
    Placeholder("处理结果", "实际解决、解释说明、未解决等", "实际解决"),
    Placeholder("答复方式", "用什么方式答复市民", "电话"),
    Placeholder("市民满意度", "单位自评，及不满意的原因", "满意"),
    Placeholder("市民反馈", "市民听到答复后怎么说", "表示认可。"),
    Placeholder("落款单位", "报告落款的单位", "浦东新区市场监管局"),
    Placeholder("起草人", "写报告的人", "江东来"),
    Placeholder("起草时间", "写好的时间", "2024-10-09 15:00"),
    Placeholder("签发人", "签发报告的负责人；预览时空着", "海知潮"),
    Placeholder("签发时间", "签发的时间；预览时空着", "2024-10-09 16:30"),
    Placeholder("核对码", "所签内容的校验值（SHA-256），两份文本相同", "9f86d081884c7d659a2feaa0c55ad015"),
    Placeholder("文本", "这份文件给谁：报送热线，或本单位存档", "预览：虚构案例，不得使用"),
)


def invented_case() -> Mapping[str, str]:
    """A whole report of nobody."""
    return {one.name: one.example for one in PLACEHOLDERS_IN_WORDS}


REQUIRED: Final = ("工单号", "来源", "承办单位", "诉求标题", "联系情况", "办理情况", "答复要点", "签发人", "签发时间")
"""A form without one of these is no closing report (requirement C5)."""
WELCOME: Final = ("办件编号", "工单类型", "诉求内容", "市民姓名", "市民电话", "派件时间", "收到时间", "先行联系时间")
FINDINGS: Final = (
    *("事实认定", "诉求认定", "现场查看", "处理结果", "答复方式"),
    *("市民满意度", "市民反馈", "落款单位"),
)
"""What the unit found, by docs/facts.md §3.2; a form without them stays valid."""
ABOUT_IT: Final = ("起草人", "起草时间", "核对码", "文本")
PLACEHOLDERS: Final = frozenset((*REQUIRED, *WELCOME, *FINDINGS, *ABOUT_IT))
LARGEST: Final = 1_000_000
"""Bytes of a finished file; more the hotline need not take (docs/hotline.md)."""
NOT_IN_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MIDNIGHT_1980: Final = (1980, 1, 1, 0, 0, 0)
UNIX: Final = 3


PLAIN: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name),
    *(nodes.If, nodes.Not, nodes.And, nodes.Or),
)
"""A form puts words in, and may leave out what has none. It computes nothing: one that counts to a billion would hold
up every signature."""
MOST_FAULTS: Final = 50
LONGEST_SHOWN: Final = 40


class TemplateFault(StrEnum):
    """What may be wrong with a form: a code, the words in the log, and the words for the office."""

    words: str
    to_the_office: str

    def __new__(cls, code: str, words: str = "", to_the_office: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words, member.to_the_office = words, to_the_office
        return member

    no_document = "not-a-word-document", "is not a Word document (.docx)", "这不是 Word 文件（.docx）"
    malformed = (
        "placeholder-malformed",
        "a placeholder is not written as {{办理情况}}",
        "有占位写得不完整，应写成{{办理情况}}这样",
    )
    computes = (
        "placeholder-computes",
        "a placeholder holds more than a name",
        "占位里只能写名称，不能写算式、循环或函数",
    )
    unknown = "placeholder-unknown", "unknown placeholder", "不认识这个占位"
    missing = "placeholder-missing", "missing placeholder", "缺少这个占位"
    unreadable = "form-unreadable", "cannot be read:", "读不到文件"
    unfillable = "form-unfillable", "cannot be filled in", "按现在的写法无法填写"
    too_large = "form-too-large", f"is larger than {LARGEST // 2} B: leave out pictures", "文件太大，请去掉图片"


@dataclass(frozen=True, slots=True)
class FaultFound:
    """One fault, and the placeholder that it is about or the kind of error."""

    fault: TemplateFault
    what: str = ""

    @property
    def point(self) -> Point:
        """For the office."""
        return Point("/file", self.fault.value, f"{self.fault.to_the_office}{f'：{self.what}' if self.what else ''}")


class ReportTemplateUnfit(RuntimeError):
    """The form of the closing report cannot be used: no service starts with it, and the office cannot save it."""

    def __init__(self, called: str, found: Sequence[FaultFound]) -> None:
        faults = {one.fault for one in found}
        told = ", ".join(f"{one.fault.words} {one.what}".strip() for one in found)
        known = (
            f"; known are {' '.join(sorted(PLACEHOLDERS))}"
            if {TemplateFault.unknown, TemplateFault.missing} & faults
            else ""
        )
        super().__init__(f"{called} {told}{known}")
        self.found = tuple(found)


class Computes(TemplateError):
    """A placeholder that holds more than a name."""


class ReportTemplate:
    """A form that was checked: every placeholder in it is known, and none that the law wants is missing."""

    def __init__(self, document: bytes, called: str) -> None:
        self._document = document
        if found := _wrong_with(document):
            raise ReportTemplateUnfit(called, found)
        try:
            made = self.render(dict.fromkeys(PLACEHOLDERS, "字"), datetime(*MIDNIGHT_1980, tzinfo=UTC))
        except Computes:
            raise ReportTemplateUnfit(called, [FaultFound(TemplateFault.computes)]) from None
        except Exception as error:
            raise ReportTemplateUnfit(called, [FaultFound(TemplateFault.unfillable, type(error).__name__)]) from error
        if len(made) > LARGEST // 2:
            raise ReportTemplateUnfit(called, [FaultFound(TemplateFault.too_large)])

    @property
    def document(self) -> bytes:
        """The form itself, as it was made in Word."""
        return self._document

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


def bundled_form() -> bytes:
    """The form that comes with the service: the best one to begin from."""
    return files("ticket_service.closing_report.domain").joinpath("closing_report.docx").read_bytes()


def load_template(file: Path | None) -> ReportTemplate:
    """The bureau's own form, or the one that comes with the service."""
    if file is None:
        return ReportTemplate(bundled_form(), "closing_report.docx")
    called = f"GONGKAI_REPORT_TEMPLATE ({file.name})"
    try:
        return ReportTemplate(file.read_bytes(), called)
    except OSError as error:
        raise ReportTemplateUnfit(called, [FaultFound(TemplateFault.unreadable, error.strerror or "")]) from error


def as_text(words: str) -> Markup:
    """Words for the inside of a Word document: nothing in them is markup or a placeholder, line breaks stay."""
    plain = NOT_IN_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return Markup(str(escape(plain)).replace("{", "&#123;").replace("}", "&#125;"))


def _wrong_with(document: bytes) -> list[FaultFound]:
    """All that is wrong with the placeholders, at once."""
    try:
        used = DocxTemplate(io.BytesIO(document)).get_undeclared_template_variables(_environment())
    except Computes:
        return [FaultFound(TemplateFault.computes)]
    except TemplateError:
        return [FaultFound(TemplateFault.malformed)]
    except (BadZipFile, OpcError, KeyError, ValueError, SyntaxError):
        return [FaultFound(TemplateFault.no_document)]
    unknown = [FaultFound(TemplateFault.unknown, _written(name)) for name in sorted(used - PLACEHOLDERS)]
    return unknown[:MOST_FAULTS] + [
        FaultFound(TemplateFault.missing, _written(name)) for name in REQUIRED if name not in used
    ]


def _written(name: str) -> str:
    return f"{{{{{name[:LONGEST_SHOWN]}}}}}"


class _Environment(SandboxedEnvironment):
    """Reads a form, in every part of its document, and refuses more than names in it."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if any(not isinstance(node, PLAIN) for node in _all(tree)):
            raise Computes
        return tree


def _environment() -> SandboxedEnvironment:
    return _Environment(autoescape=True, undefined=StrictUndefined)


def _all(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for child in tree.iter_child_nodes():
        yield from _all(child)


def _timeless(made: io.BytesIO) -> bytes:
    """The same package without the time of its making."""
    packed = io.BytesIO()
    with ZipFile(made) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = ZipInfo(name, MIDNIGHT_1980)
            info.create_system = UNIX
            target.writestr(info, source.read(name), zipfile.ZIP_DEFLATED, compresslevel=9)
    return packed.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEdition:
    """Numbered from 1; 0 is the form with which the service was started. Its bytes lie in the vault under `sha256`."""

    edition: int
    name: str
    size: int
    sha256: str
    reason: str
    amended_by: str
    amended_by_name: str
    amended_at: datetime
