"""What the closing report (办结报告) says, part by part: open for the unit's own archive, masked for the hotline."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement, Piece
from gongkai.privacy.open_matters import OpenMatters
from gongkai.refusals import Ground, Refusal
from gongkai.worktime.days import SHANGHAI
from ticket_service.ticket.domain.readers import ticket_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.findings import TEXTS, Findings, findings_words
from ticket_service.ticket.values.order import Citizen, Order, OrderKind, Source
from ticket_service.ticket.values.report import Report

HANDLING: Final = "/report/handling"
REPLY_POINTS: Final = "/report/reply_points"
SIGNATURE: Final = ("签发人", "签发时间", "核对码")
"""What the report says of its signature; everything else is what the signature stands for."""


class ReportHeld(Refusal):
    """The secrecy officer has to look at the report before anybody signs it (§10)."""

    code = "report-held"
    ground = Ground.unlawful


class Rendition(StrEnum):
    """For whom the report is written; the value is the kind under which its file stands on the shelf."""

    hotline = "closing_report"
    archive = "closing_report_archive"


NOTES: Final = {
    Rendition.hotline: "报送热线（个人信息已遮盖）",
    Rendition.archive: "承办单位存档（含个人信息，不得公开）",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The free words of a report and the citizen in it, as one of its readers may see them."""

    order: Order
    handling: str
    reply_points: str
    findings: Findings | None
    notes: tuple[str, ...]

    @classmethod
    def open(cls, ticket: Ticket) -> Self:
        """As the unit reads them that handles the ticket: a citizen who wants to stay unknown is not named there."""
        seen = ticket_for(ticket, ticket.unit)
        report = report_of(seen)
        notes = tuple(attempt.note for attempt in seen.contacts)
        return cls(
            order=seen.order,
            handling=report.handling,
            reply_points=report.reply_points,
            findings=report.findings,
            notes=notes,
        )

    @classmethod
    def masked(cls, ticket: Ticket, judged: Judgement, known: OpenMatters) -> Self:
        """Without personal data: what every rule finds, and the citizen of this order by his very name and number.

        The citizen's own words are masked but not judged: they came from the hotline and only go back to it.
        """

        def hidden(pointer: str) -> str:
            return ticket.order.unnamed(judged.renditions[pointer].text)

        return cls(
            order=ticket.order.masked(known),
            handling=hidden(HANDLING),
            reply_points=hidden(REPLY_POINTS),
            findings=_with_words(report_of(ticket).findings, hidden),
            notes=tuple(hidden(note_pointer(at)) for at in range(len(ticket.contacts))),
        )


def pieces(ticket: Ticket) -> Sequence[Piece]:
    """The bureau's own words, which pass the gate (§10) before they leave the house."""
    report = report_of(ticket)
    own = [Piece(HANDLING, "办理情况", report.handling), Piece(REPLY_POINTS, "答复要点", report.reply_points)]
    found = report.findings.texts() if report.findings else {}
    own += [Piece(finding_pointer(name), TEXTS[name], words) for name, words in found.items()]
    return own + [Piece(note_pointer(at), "联系情况", one.note) for at, one in enumerate(ticket.contacts)]


def refuse_held(judged: Judgement) -> None:
    """Refuse a signature under words that wait for the secrecy officer; all of them are told at once."""
    if judged.held:
        raise ReportHeld("办结报告中有须由保密员审查的内容，处理前不能签发。", points=judged.points)


def parts(ticket: Ticket, texts: Texts) -> Mapping[str, str]:
    """Every part of the report but the signature, under the words that a template uses as placeholders."""
    order, report = texts.order, report_of(ticket)
    return {
        "工单号": order.order_no,
        "办件编号": ticket.no,
        "来源": Source.said(order.source),
        "工单类型": OrderKind.said(order.kind),
        "承办单位": name_of(ticket.unit),
        "诉求标题": order.title,
        "诉求内容": order.content,
        "市民姓名": _named(order.citizen),
        "市民电话": order.citizen.phone or "未留",
        "派件时间": _moment(order.dispatched_at),
        "收到时间": _moment(ticket.arrived_at),
        "先行联系时间": _moment(ticket.contacted_at),
        "联系情况": "\n".join(_tries(ticket, texts.notes)),
        "办理情况": texts.handling,
        "答复要点": texts.reply_points,
        **findings_words(texts.findings),
        "起草人": report.drafted_by.name,
        "起草时间": _moment(report.drafted_at),
    }


def digest_of(ticket: Ticket) -> str:
    """SHA-256 of all that a signature stands for, word for word; it is printed in both renditions of the file."""
    said = parts(ticket, Texts.open(ticket))
    canonical = json.dumps(said, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def signed_parts(ticket: Ticket, signed: Report, texts: Texts, rendition: Rendition) -> Mapping[str, str]:
    """The whole report as the template takes it."""
    signer = signed.signed_off_by.name if signed.signed_off_by else ""
    signature = (signer, _moment(signed.signed_off_at), digest_of(ticket))
    return {**parts(ticket, texts), **dict(zip(SIGNATURE, signature, strict=True)), "文本": NOTES[rendition]}


def report_of(ticket: Ticket) -> Report:
    """The report that is there; whoever comes here has seen to it."""
    assert ticket.report, "a ticket without a report has nothing to say"
    return ticket.report


def note_pointer(at: int) -> str:
    """Where the words about one attempt to reach the citizen stand."""
    return f"/contacts/{at}/note"


def finding_pointer(name: str) -> str:
    """Where a text among the findings stands."""
    return f"/report/findings/{name}"


def _with_words(found: Findings | None, at: Callable[[str], str]) -> Findings | None:
    return found and found.worded({name: at(finding_pointer(name)) for name in found.texts()})


def _tries(ticket: Ticket, notes: Sequence[str]) -> list[str]:
    return [
        f"{_moment(one.at)}　{one.channel.words}　{one.outcome.words}　{one.by.name}" + (f"　{note}" if note else "")
        for one, note in zip(ticket.contacts, notes, strict=True)
    ]


def _named(citizen: Citizen) -> str:
    return citizen.name or ("匿名" if citizen.anonymous else "未留")


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""
