"""The unit writes its closing report; it waits for another person's signature."""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.ticket import ReportFiled
from gongkai.fields import moments
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.organisation.units import name_of
from gongkai.unit_of_work import Work
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import event_fields
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.findings import (
    EXPLANATION_LONGEST,
    ClaimFound,
    FactFound,
    Findings,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
)
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.reply_points import REPLY_POINTS_LONGEST
from ticket_service.ticket.values.report import HANDLING_LONGEST, Report, Written

Words = Annotated[str, Prose(EXPLANATION_LONGEST, least=0)]


class ReportDrafted(Body):
    """办结报告 in its two parts (§9) and what was found; the rule itself refuses what is missing, all of it at once.

    What was found may stay open in a draft; nobody signs before it is whole.
    """

    handling: Annotated[str, Prose(HANDLING_LONGEST, least=0)] = Field("", description="办理情况")
    reply_points: Annotated[str, Prose(REPLY_POINTS_LONGEST, least=0)] = Field(
        "", description="答复要点: names the unit, the time of the reply, and what was done"
    )
    fact: FactFound | None = Field(None, description="事实认定; each kind of matter has its own words")
    claim: ClaimFound | None = Field(None, description="诉求认定; not for 咨询 and 建议")
    on_site: OnSite | None = Field(None, description="现场查看")
    on_site_at: moments.Moment | None = Field(None, description="When the place was looked at")
    result: Result | None = Field(None, description="处理结果")
    reply_mode: ReplyMode | None = Field(None, description="答复方式")
    satisfaction: Satisfaction | None = Field(None, description="市民是否满意, as the unit heard it")
    satisfaction_reason: Words = Field("", description="满意度原因; asked unless satisfied")
    explanation: Words = Field("", description="认定说明; says more than the word that was chosen")
    feedback: Words = Field("", description="市民反馈说明")
    signed_unit: Annotated[str, Line(100, least=0)] = Field("", description="落款单位; without it the unit's own name")

    def findings(self, unit: str) -> Findings | None:
        """What was found, if anything was said of it."""
        said = {field.name: getattr(self, field.name) for field in fields(Findings)}
        if not any(said.values()):
            return None
        return Findings(**said | {"signed_unit": self.signed_unit or name_of(unit)})


async def file_report(ticket_id: UUID, drafted: ReportDrafted, version: int | None, work: Work) -> Ticket:
    """Put both parts of the report on file; an earlier draft is replaced."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    written = Written(
        handling=drafted.handling, reply_points=drafted.reply_points, findings=drafted.findings(ticket.unit)
    )
    after = ticket.file_report(Report.drafted(written, ticket.wanted, Person.of(work.actor), work.now))
    await tickets.save(work.db, ticket, after)
    await history.note(work, after.id, Act.report_filed)
    work.audit("ticket.report_filed", str(after.id), version=after.version)
    work.announce(ReportFiled(**event_fields(after, await work.clocks.facts(after.id))))
    return after
