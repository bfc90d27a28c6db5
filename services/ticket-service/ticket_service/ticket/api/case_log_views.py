"""What the ticket service's doors say of what staff did: contacts, reports, requests, reviews, steps of the law."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from ticket_service.ticket.api.order_views import View
from ticket_service.ticket.values.case_log import Grade, Legal, LegalChannel, RequestState, ReturnReason
from ticket_service.ticket.values.contact import ContactChannel, ContactOutcome
from ticket_service.ticket.values.findings import ClaimFound, FactFound, OnSite, ReplyMode, Result, Satisfaction


class PersonView(View):
    """A member of staff."""

    id: str
    name: str


class ContactView(View):
    """One attempt to reach the citizen."""

    channel: ContactChannel
    at: datetime
    by: PersonView
    outcome: ContactOutcome
    note: str
    recorded_at: datetime


class ReportFileView(View):
    """One rendition of the report as a Word file."""

    id: UUID = Field(description="…/report/files/{id}")
    name: str
    size: int
    sha256: str


class ReportFilesView(View):
    """What was signed."""

    digest: str = Field(description="SHA-256 of the report's words, printed in both files")
    hotline: ReportFileView = Field(description="Masked, as the hotline got it")
    archive: ReportFileView = Field(description="Whole; only the unit that handles the ticket reads it")
    form_edition: int = Field(description="Edition of the bureau's form; 0: the one that came with the service")


class FindingsView(View):
    """What was found; a draft may leave some of it open."""

    fact: FactFound | None = Field(description="事实认定")
    claim: ClaimFound | None = Field(description="诉求认定")
    on_site: OnSite | None = Field(description="现场查看")
    on_site_at: datetime | None
    result: Result | None = Field(description="处理结果")
    reply_mode: ReplyMode | None = Field(description="答复方式")
    satisfaction: Satisfaction | None = Field(description="市民是否满意, as the unit heard it")
    satisfaction_reason: str = Field(description="满意度原因")
    explanation: str = Field(description="认定说明")
    feedback: str = Field(description="市民反馈说明")
    signed_unit: str = Field(description="落款单位")


class ReportView(View):
    """办结报告."""

    handling: str = Field(description="办理情况")
    reply_points: str = Field(description="答复要点")
    findings: FindingsView | None = Field(description="办理结果; nobody signs before it is whole")
    drafted_by: PersonView
    drafted_at: datetime
    signed_off_by: PersonView | None
    signed_off_at: datetime | None
    files: ReportFilesView | None


class ReturnView(View):
    """退单: a request to give the order back."""

    id: UUID
    at: datetime
    by: PersonView
    reason: ReturnReason
    note: str
    state: RequestState
    decided_at: datetime | None
    decided_by: str
    final: bool = Field(description="Refused for good: the order may not be returned again")


class ExtensionView(View):
    """延期: a request for more working days."""

    id: UUID
    at: datetime
    by: PersonView
    cycle: int
    days: int
    reason: str
    state: RequestState
    granted: int
    decided_at: datetime | None
    decided_by: str


class ReviewView(View):
    """回访复核, and the unit's answer."""

    asked_at: datetime
    answered_at: datetime | None
    answered_by: PersonView | None
    reply: str


class SurveyView(View):
    """满意度."""

    as_of: datetime
    grade: Grade
    contacted_first: bool | None = Field(description="先行联系: whether staff got in touch first, as the citizen says")
    solved: bool | None = Field(description="实际解决 or only 解释说明, as the citizen says")


class LimitPauseView(View):
    """The limit to finish stood still."""

    rule: str
    note: str
    by: PersonView
    at: datetime
    until: datetime | None


class LegalStepView(View):
    """A step of the law on complaints and reports."""

    step: Legal
    at: datetime
    by: PersonView


class OpinionView(View):
    """协办意见。"""

    unit: str
    at: datetime
    by: PersonView
    text: str


class AssignmentView(View):
    """改派: who gave the order to another unit, and why."""

    unit_from: str
    unit_to: str
    at: datetime
    by: PersonView
    reason: str


class ObjectionView(View):
    """派单异议: the unit says that the order is not for it; `granted` by an assignment to another unit."""

    id: UUID
    at: datetime
    by: PersonView
    unit: str
    reason: str
    proposed_unit: str | None
    state: RequestState
    decided_at: datetime | None
    decided_by: str
    answer: str = Field(description="Why the office left the order where it is")


class ChannelView(View):
    """告知法定渠道."""

    channel: LegalChannel
    note: str
    at: datetime
    by: PersonView


class HoldView(View):
    """存电."""

    note: str
    at: datetime
    by: PersonView


class SupervisionView(View):
    """督办 within a limit of its own."""

    received_at: datetime
    days: int = Field(description="督办时限 in working days")


class CaseLogView(View):
    """What passed between the hotline and the unit beside the matter itself."""

    cycle: int = Field(description="Which round of handling; 2 after 重办")
    times_supervised: int
    returns: list[ReturnView]
    extensions: list[ExtensionView]
    reviews: list[ReviewView]
    surveys: list[SurveyView]
    pauses: list[LimitPauseView]
    earlier_reports: list[ReportView] = Field(description="Signed in earlier rounds")
    legal_steps: list[LegalStepView]
    opinions: list[OpinionView]
    assignments: list[AssignmentView]
    objections: list[ObjectionView]
    supervisions: list[SupervisionView]
    channels_told: list[ChannelView]
    holds: list[HoldView]
