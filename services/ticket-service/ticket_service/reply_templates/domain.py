"""Words that a unit uses again and again (答复模板): written once, checked, filled from the ticket at hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID

from gongkai.organisation.units import name_of
from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.days import SHANGHAI, office_day
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.blanks import fill_blanks, unknown
from ticket_service.ticket.values.person import Person

TITLE_LONGEST: Final = 80
HANDLING_LONGEST: Final = 5_000
REPLY_LONGEST: Final = 500


class TemplateUnknown(Refusal):
    """There is no such template, or it is another unit's."""

    code = "reply-template-unknown"
    ground = Ground.unknown


class TemplateUnfit(Refusal):
    """The template lacks something, or names a placeholder that nobody can fill."""

    code = "reply-template-unfit"
    ground = Ground.unfit


class TemplateForeign(Refusal):
    """A unit changes its own templates; those of all units are the office's."""

    code = "reply-template-foreign"
    ground = Ground.forbidden


class TemplateRetired(Refusal):
    """The template is no longer in use."""

    code = "reply-template-retired"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """What a template says."""

    title: str
    handling: str
    reply_points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTemplate:
    """One template. Without a unit it is for all; a retired one is kept, for it was used."""

    id: UUID
    unit: str | None
    title: str
    handling: str
    reply_points: str
    written_by: Person
    written_at: datetime
    retired_at: datetime | None = None
    version: int = 1

    def rewritten(self, words: TemplateText, by: Person, at: datetime) -> Self:
        """With other words."""
        self._refuse_retired()
        said = refuse_unfillable(words)
        return replace(
            self,
            title=said.title,
            handling=said.handling,
            reply_points=said.reply_points,
            written_by=by,
            written_at=at,
            version=self.version + 1,
        )

    def retired(self, at: datetime) -> Self:
        """No longer offered."""
        self._refuse_retired()
        return replace(self, retired_at=at, version=self.version + 1)

    def _refuse_retired(self) -> None:
        if self.retired_at:
            raise TemplateRetired("该模板已停用。")


def refuse_unfillable(words: TemplateText) -> TemplateText:
    """The words, if everything in them can be filled; all that is wrong is refused at once."""
    said = TemplateText(
        title=words.title.strip(), handling=words.handling.strip(), reply_points=words.reply_points.strip()
    )
    if points := tuple(_wrong(said)):
        raise TemplateUnfit("模板有内容需要修改。", points=points)
    return said


def fill(template: ReplyTemplate, ticket: Ticket, now: datetime) -> TemplateText:
    """The template's words for this ticket; what nobody knows yet stays a visible placeholder."""
    values = known_of(ticket, now)
    return TemplateText(
        title=template.title,
        handling=fill_blanks(template.handling, values),
        reply_points=fill_blanks(template.reply_points, values),
    )


def known_of(ticket: Ticket, now: datetime) -> dict[str, str]:
    """What a ticket says for each placeholder; empty where it says nothing yet."""
    last = max(ticket.contacts, key=lambda one: one.at, default=None)
    return {
        "承办单位": name_of(ticket.unit),
        "今天": _day(now),
        "当前时间": _moment(now),
        "工单号": ticket.order_no,
        "办件编号": ticket.no,
        "诉求标题": ticket.order.title,
        "收到时间": _moment(ticket.received_at),
        "联系时间": _moment(last.at) if last else "",
        "联系方式": last.channel.words if last else "",
        "联系结果": last.outcome.words if last else "",
        "办结期限": _day(ticket.finish_due_at - timedelta(seconds=1)) if ticket.finish_due_at else "",
    }


def _wrong(words: TemplateText) -> Iterator[Point]:
    if not words.title:
        yield Point("/title", "missing", "请填写模板名称")
    if not words.handling and not words.reply_points:
        yield Point("/handling", "missing", "办理情况和答复要点至少填写一项")
    yield from unknown("/handling", words.handling)
    yield from unknown("/reply_points", words.reply_points)


def _day(at: datetime) -> str:
    day = office_day(at)
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(at: datetime) -> str:
    return f"{_day(at)}{at.astimezone(SHANGHAI):%H:%M}"
