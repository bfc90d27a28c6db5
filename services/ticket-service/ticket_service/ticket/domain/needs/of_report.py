"""What contact, report, signature and archive need (requirement C5)."""

from collections.abc import Sequence
from typing import Final

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.needs.need import Condition, Need
from ticket_service.ticket.values.findings import Findings, FindingsIncomplete, wrong_with
from ticket_service.ticket.values.ticket_facts import TicketFacts


class CitizenNotContacted(Refusal):
    """The citizen has not been contacted yet."""

    code = "citizen-not-contacted"
    ground = Ground.untimely


class ReportMissing(Refusal):
    """There is no report to sign."""

    code = "report-missing"
    ground = Ground.untimely


class SelfApproval(Refusal):
    """Who wrote the report does not sign it, and who asked for more time does not grant it."""

    code = "self-approval"
    ground = Ground.forbidden


class PartsOpen(Refusal):
    """A part of the order is still open; the order's own report is signed last."""

    code = "parts-open"
    ground = Ground.untimely


class ReceiptMissing(Refusal):
    """The hotline has not confirmed both the report and its file; a survey that came before does not stand for it."""

    code = "receipt-missing"
    ground = Ground.untimely


class ReviewPending(Refusal):
    """A call-back review is still to be answered."""

    code = "review-pending"
    ground = Ground.untimely


class ReviewMissing(Refusal):
    """The hotline asked for no call-back review, or it was answered."""

    code = "review-missing"
    ground = Ground.untimely


def open_questions(ticket: TicketFacts) -> Sequence[Point]:
    """What the report leaves open of all that the hotline asks about the matter."""
    report = ticket.report
    asked = ticket.report_requirements.asked
    return wrong_with(report.findings or Findings(), asked, report.drafted_at) if report else ()


CONTACT_BY_THE_ACT: Final = Need("the citizen was contacted")
"""The attempt that fulfils the duty is the contact; a part has the contact of its order."""
CONTACT: Final = Need(
    "the citizen was contacted",
    (
        Condition(
            lambda ticket, _: ticket.contacted_at is not None,
            CitizenNotContacted,
            "请先联系市民，再填写和签发办结报告。",
        ),
    ),
)
REPORT: Final = Need(
    "a report is filed",
    (Condition(lambda ticket, _: ticket.report is not None, ReportMissing, "尚未填写办结报告。"),),
)
SECOND_SIGNER: Final = Need(
    "another person than those who wrote on it",
    (
        Condition(
            lambda ticket, context: ticket.report is None or context.person not in ticket.report.writers,
            SelfApproval,
            "办结报告须由没有参与起草的负责人签发。",
        ),
    ),
)
FINDINGS: Final = Need(
    "all that the hotline asks of its matter is answered",
    (
        Condition(
            lambda ticket, _: not open_questions(ticket),
            FindingsIncomplete,
            "请先填齐办理结果的各项，再签发。",
            points=open_questions,
        ),
    ),
)
PARTS_OVER: Final = Need(
    "no part of it is open",
    (
        Condition(
            lambda _, context: not context.open_parts,
            PartsOpen,
            lambda _, context: f"拆分件{'、'.join(context.open_parts)}尚未办结，原工单不能签发。",
        ),
    ),
)
BOTH_RECEIPTS: Final = Need(
    "the hotline has report and file",
    (
        Condition(
            lambda ticket, _: ticket.has_both_receipts,
            ReceiptMissing,
            "热线还没有收齐办结报告和报告文件，不能归档；国办单须有文件回执才能结案。",
        ),
    ),
)
NO_REVIEW: Final = Need(
    "no call-back review is to be answered",
    (
        Condition(
            lambda ticket, _: ticket.case_log.pending_review is None, ReviewPending, "回访复核尚未答复，不能归档。"
        ),
    ),
)
REVIEW_PENDING: Final = Need(
    "a call-back review is to be answered",
    (Condition(lambda ticket, _: ticket.case_log.pending_review is not None, ReviewMissing, "没有待答复的回访复核。"),),
)
