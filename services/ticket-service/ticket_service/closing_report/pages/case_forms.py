"""Forms of the case page about the closing report: write it, clear it, sign it, send it again."""

from typing import Final
from uuid import UUID

from gongkai.desk.act_forms import (
    Button,
    FormAction,
    FormState,
    Submission,
    body_at_any_version,
    button_only,
    with_body,
)
from gongkai.desk.form_fields import choices
from gongkai.desk.forms import as_typed
from gongkai.fields.inputs import Input, Widget
from gongkai.review.clearing import Clearing
from gongkai.unit_of_work import Work
from ticket_service.closing_report.usecases.report import (
    ReportDrafted,
    clear_report,
    file_report,
    sign_off_report,
)
from ticket_service.closing_report.usecases.report_delivery import send_report_again
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import ReportDelivery
from ticket_service.ticket.pages import HANDLING, TicketCase, TicketForm
from ticket_service.ticket.values.findings import FACTS
from ticket_service.ticket.values.report import Report


def _report_now(case: TicketCase) -> FormState:
    """What is written so far, then the words of the chosen template; where the matter is known, only its own facts."""
    report, asked = case.seen.report, case.ticket.report_requirements.asked
    written = _written(report) if report and case.is_own else {}
    return FormState(
        title="修改办结报告" if case.ticket.report else "",
        options={"fact": choices(FACTS[asked])} if asked else {},
        values=written | dict(case.template_words),
    )


def _written(report: Report) -> dict[str, str]:
    """A report as its form says it; what was found is told by its codes."""
    words = {"handling": report.handling, "reply_points": report.reply_points}
    found = report.findings
    names = () if found is None else (name for name in ReportDrafted.model_fields if name not in words)
    return words | {name: as_typed(getattr(found, name)) for name in names if getattr(found, name)}


def _held_pieces(case: TicketCase) -> FormState:
    held = case.judged.held if case.judged else ()
    return FormState(values={"digests": " ".join(piece.digest for piece in held)})


async def _clear(ticket_id: UUID, clearing: Clearing, work: Work) -> object:
    return await clear_report(ticket_id, clearing.digests, clearing.reason, work)


async def _sign_off(sent: Submission) -> object:
    return await sign_off_report(sent.case_id, sent.version, sent.running, sent.actor)


FORMS: Final[tuple[TicketForm, ...]] = (
    TicketForm(
        name="report",
        act=Act.report_filed,
        title="填写办结报告",
        buttons=(Button(words="提交签发"),),
        action=with_body(ReportDrafted, file_report),
        now=_report_now,
        template="report_form.html",
        group=HANDLING,
        place=50,
    ),
    TicketForm(
        name="clearances",
        act=Act.marks_cleared,
        title="审查办结报告",
        buttons=(Button(words="审查通过"),),
        inputs={
            "digests": Input("", widget=Widget.hidden),
            "reason": Input("审查意见", "说明为什么可以报送", rows=3),
        },
        action=body_at_any_version(Clearing, _clear),
        now=_held_pieces,
        offered=lambda case: case.is_held,
        place=240,
    ),
    TicketForm(
        name="sign-off",
        act=Act.signed_off,
        title="签发并办结",
        action=FormAction(_sign_off),
        offered=lambda case: not case.is_held,
        errors_in="report",
        place=250,
    ),
    TicketForm(
        name="delivery",
        act=Act.report_sent_again,
        title="重新报送热线",
        action=button_only(send_report_again),
        offered=lambda case: ReportDelivery.failed in (case.ticket.report_delivery, case.ticket.report_upload),
        place=260,
    ),
)
