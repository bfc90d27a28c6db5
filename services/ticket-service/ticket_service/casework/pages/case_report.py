"""The closing report as a form of the case page and as it is told there: two texts, and what was found."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from gongkai.worktime.days import SHANGHAI
from ticket_service.reply_templates.domain import ReplyTemplate, TemplateUnknown, fill
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.findings import (
    FACTS,
    ClaimFound,
    FactFound,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
    findings_words,
)
from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.report import Report

TYPED: Final = ("satisfaction_reason", "explanation", "feedback", "signed_unit")
CHOSEN: Final = ("fact", "claim", "on_site", "result", "reply_mode", "satisfaction")


def report_options(ticket: Ticket) -> dict[str, list[tuple[str, str]]]:
    """What the form offers; where it is known what the matter is, only the words that fit it."""
    asked = ticket.report_requirements.asked
    facts = FACTS[asked] if asked else tuple(FactFound)
    return {
        "facts": _pairs(facts),
        "claims": _pairs(ClaimFound),
        "on_sites": _pairs(OnSite),
        "results": _pairs(Result),
        "reply_modes": _pairs(ReplyMode),
        "satisfactions": _pairs(Satisfaction),
    }


def written_so_far(report: Report) -> dict[str, str]:
    """A report by the names of the form's fields."""
    found = report.findings
    said = {"handling": report.handling, "reply_points": report.reply_points}
    if found is None:
        return said
    chosen = {name: value.value for name in CHOSEN if (value := getattr(found, name))}
    at = {"on_site_at": as_typed(found.on_site_at)} if found.on_site_at else {}
    return said | chosen | at | {name: getattr(found, name) for name in TYPED}


def told_findings(report: Report) -> list[tuple[str, str]]:
    """What was found, in the words of the closing report; what is still open is not named."""
    words: Mapping[str, str] = findings_words(report.findings)
    return [(title, said) for title, said in words.items() if said]


def words_of(template: ReplyTemplate, ticket: Ticket, now: datetime) -> dict[str, str]:
    """A template's words for this ticket, by the names of the form's fields; what it leaves empty stays as it was."""
    words = fill(template, ticket, now)
    said = {"handling": words.handling, "reply_points": words.reply_points}
    return {name: text for name, text in said.items() if text}


def wanted_of(offered: Sequence[ReplyTemplate], wanted: str) -> ReplyTemplate | None:
    """The template that was asked for by its id, if any was."""
    found = next((one for one in offered if str(one.id) == wanted), None)
    if wanted and found is None:
        raise TemplateUnknown("没有这个模板。")
    return found


def as_typed(at: datetime) -> str:
    """A moment as a browser's field wants it, by the clock of Shanghai."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"


def _pairs(words: Any) -> list[tuple[str, str]]:
    options: list[WordEnum] = list(words)
    return [(one.value, one.words) for one in options]
