"""The closing report as the case page tells it, and reply templates filled in for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ticket_service.reply_templates.domain import ReplyTemplate, TemplateUnknown, fill
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.findings import (
    findings_words,
)
from ticket_service.ticket.values.report import Report


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
