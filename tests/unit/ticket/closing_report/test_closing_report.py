"""The closing report as a file: every part in it, nobody's personal data for the hotline, and text that stays text."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.privacy.gate import ReviewRules, judge
from tests.unit.ticket.known import BEFORE_THE_WEEK, HEAD, REPLY, report
from ticket_service.closing_report.domain.report import (
    Rendition,
    ReportHeld,
    Texts,
    digest_of,
    pieces,
    refuse_held,
    signed_parts,
)
from ticket_service.closing_report.domain.report_template import (
    FINDINGS,
    LARGEST,
    NOT_IN_XML,
    PLACEHOLDERS,
    REQUIRED,
    ReportTemplate,
    ReportTemplateUnfit,
    as_text,
    load_template,
)
from ticket_service.closing_report.domain.signature import as_signed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.order import Citizen

LATER = BEFORE_THE_WEEK + timedelta(days=9)
RULES = ReviewRules.bundled()
TEMPLATE = load_template(None)
HOSTILE = (
    "<w:p/>&amp;]]>\"'",
    "{{ 7 * 7 }}{% for x in y %}{# note #}",
    "{_{ x }_} {_% y %_}",
    "{{r 签发人 }}{%tr if x %}",
    "第一行\n第二行\r\n第三行",
    "\x00\x07\x08\x0b\x0c\x1f\ufffe\uffff字",
)
READ = (
    "<w:p/>&amp;]]>\"'",
    "{{ 7 * 7 }}{% for x in y %}{# note #}",
    "{_{ x }_} {_% y %_}",
    "{{r 签发人 }}{%tr if x %}",
    "第一行\n第二行\n第三行",
    "字",
)


@pytest.fixture
def filed(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> Callable[..., Ticket]:
    """A ticket whose report waits for a signature."""

    def make(handling: str = "已到现场检查。", note: str = "") -> Ticket:
        contacted = ticket.try_contact(attempt(10, note=note))
        return contacted.file_report(report(handling))

    return make


def made(ticket: Ticket, rendition: Rendition) -> bytes:
    signed = as_signed(ticket, HEAD, LATER)
    masked = Texts.masked(ticket, judge(pieces(ticket), RULES, ()), RULES.open_matters)
    texts = masked if rendition is Rendition.hotline else Texts.open(ticket)
    return TEMPLATE.render(signed_parts(ticket, signed, texts, rendition), LATER)


def words_of(file: bytes) -> str:
    """All that a reader sees, table and footer."""
    document = docx.Document(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [one.text for section in document.sections for one in section.footer.paragraphs]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *footers])


@pytest.mark.parametrize("rendition", list(Rendition))
def test_c5_every_part_of_the_report_stands_in_the_file(filed: Callable[..., Ticket], rendition: Rendition) -> None:
    ticket = filed(note="已说明安排")
    words = words_of(made(ticket, rendition))
    for said in (
        "20240930100001",
        ticket.no,
        "中国政府网",
        "浦东新区市场监管局",
        "超市出售过期酸奶",
        "2024-09-30 10:10　电话　已联　江东来　已说明安排",
        "已到现场检查。",
        REPLY,
        "海知潮",
        "2024-10-09 10:00",
        digest_of(ticket),
    ):
        assert said in words, said


def test_c5_the_hotline_reads_nobodys_personal_data_and_the_archive_all_of_it(filed: Callable[..., Ticket]) -> None:
    ticket = filed("甄有问（10012345678）称：店员张三丰先生电话13812345678。", note="回电 13812345678")
    secret = ("甄有问", "10012345678", "张三丰", "13812345678")
    hotline, archive = (words_of(made(ticket, rendition)) for rendition in (Rendition.hotline, Rendition.archive))
    assert not [word for word in secret if word in hotline]
    assert [word for word in secret if word in archive] == list(secret)
    assert "138****5678" in hotline


def test_c5_an_anonymous_citizen_stays_one(filed: Callable[..., Ticket]) -> None:
    ticket = filed()
    nameless = replace(ticket, order=replace(ticket.order, citizen=Citizen(anonymous=True)))
    assert "匿名" in words_of(made(nameless, Rendition.archive))


@pytest.mark.parametrize(("words", "read"), list(zip(HOSTILE, READ, strict=True)))
def test_c5_hostile_words_stay_text(filed: Callable[..., Ticket], words: str, read: str) -> None:
    ticket = filed(f"前{words}后")
    hostile = replace(ticket, order=replace(ticket.order, title=words, content=words))
    cells = [
        cell.text
        for row in docx.Document(io.BytesIO(made(hostile, Rendition.archive))).tables[0].rows
        for cell in row.cells
    ]
    assert f"前{read}后" in cells
    assert read in cells


@given(words=st.text())
def test_c5_no_text_at_all_breaks_the_file(words: str) -> None:
    (read,) = ElementTree.fromstring(f"<t>{as_text(words)}</t>").itertext() if as_text(words) else ("",)
    assert "{" not in str(as_text(words))
    assert read == NOT_IN_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def test_c5_the_same_record_gives_the_same_bytes(filed: Callable[..., Ticket]) -> None:
    one, same = made(filed(), Rendition.hotline), made(filed(), Rendition.hotline)
    assert one == same
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(one)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert made(filed("已检查。"), Rendition.hotline) != one


def test_c5_the_digest_is_of_all_that_is_signed(filed: Callable[..., Ticket]) -> None:
    ticket = filed()
    assert digest_of(ticket) == digest_of(filed())
    assert digest_of(filed("改写")) != digest_of(ticket)
    amended = ticket.amend(replace(ticket.order, content="另一内容"), LATER)
    assert digest_of(amended) != digest_of(ticket)


def test_c5_a_mark_in_the_report_holds_it_until_those_very_words_are_cleared(filed: Callable[..., Ticket]) -> None:
    ticket = filed("机密★1年\n已检查。")
    judged = judge(pieces(ticket), RULES, ())
    with pytest.raises(ReportHeld) as refused:
        refuse_held(judged)
    assert [point.pointer for point in refused.value.points] == ["/report/handling"]
    cleared = [held.digest for held in judged.held]
    refuse_held(judge(pieces(ticket), RULES, cleared))
    changed = judge(pieces(filed("机密★1年\n已检查两次。")), RULES, cleared)
    with pytest.raises(ReportHeld):
        refuse_held(changed)


def test_c5_personal_data_alone_holds_nothing_for_it_is_masked(filed: Callable[..., Ticket]) -> None:
    judged = judge(pieces(filed("电话13812345678")), RULES, ())
    refuse_held(judged)
    assert judged.held == ()
    assert judged.renditions["/report/handling"].text == "电话138****5678"


def form(*words: str) -> bytes:
    """A bureau's own form, as somebody would write it in Word."""
    document = docx.Document()
    for line in words:
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_c5_what_the_unit_found_stands_in_the_bundled_form() -> None:
    found = {name: f"认定的{name}" for name in FINDINGS[:6]}
    words = words_of(TEMPLATE.render({**dict.fromkeys(PLACEHOLDERS, "字"), **found}, LATER))
    assert [said for said in found.values() if said not in words] == []


def titled(title: str) -> bytes:
    """A form that is as it should be, but for its title, which is filled in too."""
    document, file = docx.Document(io.BytesIO(form(*(f"{{{{{name}}}}}" for name in REQUIRED)))), io.BytesIO()
    document.core_properties.title = title
    document.save(file)
    return file.getvalue()


def test_c5_a_form_may_leave_out_what_has_no_words() -> None:
    kept = [f"{{{{{name}}}}}" for name in REQUIRED]
    template = ReportTemplate(form(*kept, "{% if 诉求内容 and not 市民电话 %}有内容{% endif %}"), "own.docx")
    said = dict.fromkeys(PLACEHOLDERS, "字")
    assert "有内容" not in words_of(template.render(said, LATER))
    assert "有内容" in words_of(template.render(said | {"市民电话": ""}, LATER))


def test_c5_a_bureaus_own_form_is_filled_in(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(form("XX局办结报告", *(f"{name}：{{{{{name}}}}}" for name in REQUIRED)))
    template = load_template(own)
    said = {**dict.fromkeys(PLACEHOLDERS, "字"), "办理情况": "{{答复要点}}"}
    file = template.render(said, LATER)
    assert "办理情况：{{答复要点}}" in words_of(file)
    assert file == template.render(said, LATER)
    assert docx.Document(io.BytesIO(file)).core_properties.author == ""


def test_c5_a_form_with_unknown_or_missing_placeholders_is_refused_with_all_of_them(tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(form("{{工单号}} {{办理情形}} {{ 手机 }}", *(f"{{{{{name}}}}}" for name in REQUIRED[1:-1])))
    with pytest.raises(ReportTemplateUnfit) as refused:
        load_template(own)
    for words in ("own.docx", "unknown placeholder {{办理情形}}", "unknown placeholder {{手机}}", "{{签发时间}}"):
        assert words in str(refused.value)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"no zip", "is not a Word document"),
        (form("{{工单号"), "a placeholder is not written as"),
        (form("{% for %}"), "a placeholder is not written as"),
        (form(*(f"{{{{{name}}}}}" for name in REQUIRED), "{{ ''.__class__.__mro__ }}"), "holds more than a name"),
        (form("{% for _ in '字字' %}{% endfor %}"), "holds more than a name"),
        (form("{{ '字' * 9999999999 }}"), "holds more than a name"),
        (form("{{ 办理情况 | upper }}"), "holds more than a name"),
        (titled("{{ '字' * 9999999999 }}"), "holds more than a name"),
        (titled("{{ 手机 }}"), "cannot be filled in UndefinedError"),
    ],
)
def test_c5_a_form_that_cannot_be_read_is_refused_in_words(document: bytes, why: str) -> None:
    with pytest.raises(ReportTemplateUnfit, match=why):
        ReportTemplate(document, "own.docx")


def test_c5_a_form_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ReportTemplateUnfit, match=r"GONGKAI_REPORT_TEMPLATE \(gone.docx\) cannot be read"):
        load_template(tmp_path / "gone.docx")


def test_c5_the_longest_report_is_below_the_hotlines_limit(filed: Callable[..., Ticket]) -> None:
    assert len(made(filed("情" * 10_000), Rendition.hotline)) < LARGEST
