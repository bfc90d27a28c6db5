"""The closing report: two parts, two people, and contact before both."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, FILES, HEAD, REPLY, report
from ticket_service.closing_report.domain.signature import as_signed, sign_off
from ticket_service.ticket.domain.lifecycle import TicketClosed, TicketState
from ticket_service.ticket.domain.needs.of_report import CitizenNotContacted, ReportMissing, SelfApproval
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.report import ReportIncomplete

LATER = BEFORE_THE_WEEK + timedelta(days=9)


@pytest.mark.parametrize(
    ("handling", "reply_points", "missing"),
    [
        ("", REPLY, ["/handling"]),
        ("已检查", " \n", ["/reply_points"]),
        ("", "", ["/handling", "/reply_points"]),
        ("已检查", REPLY + "答" * 500, ["/reply_points"]),
    ],
)
def test_c5_a_report_has_both_parts_and_says_what_is_missing(
    handling: str, reply_points: str, missing: list[str]
) -> None:
    with pytest.raises(ReportIncomplete) as refused:
        report(handling, reply_points)
    assert [point.pointer for point in refused.value.points] == missing


def test_c5_reply_points_may_be_500_characters_long() -> None:
    assert len(report(reply_points=REPLY.ljust(500, "答")).reply_points) == 500


def test_c5_nobody_signs_what_he_wrote(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    with pytest.raises(SelfApproval):
        as_signed(ticket.try_contact(attempt(10)).file_report(report()), CLERK, LATER)


def test_c5_the_citizen_is_contacted_before_the_report(ticket: Ticket) -> None:
    with pytest.raises(CitizenNotContacted):
        ticket.file_report(report())
    with pytest.raises(CitizenNotContacted):
        sign_off(ticket, HEAD, LATER, FILES)


def test_c5_without_report_nothing_is_signed(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    with pytest.raises(ReportMissing):
        sign_off(ticket.try_contact(attempt(10)), HEAD, LATER, FILES)


def test_c5_the_signature_of_another_person_finishes_the_ticket(
    ticket: Ticket, attempt: Callable[..., ContactAttempt]
) -> None:
    finished = sign_off(ticket.try_contact(attempt(10)).file_report(report()), HEAD, LATER, FILES).ticket
    assert (finished.state, finished.finished_at, finished.version) == (TicketState.finished, LATER, 4)
    assert (finished.report_delivery, finished.report_upload) == (ReportDelivery.queued, ReportDelivery.queued)
    assert finished.report is not None
    assert (finished.report.drafted_by, finished.report.signed_off_by) == (CLERK, HEAD)
    assert finished.report.files == FILES


def test_c5_a_new_draft_replaces_the_old_and_its_author(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    filed = ticket.try_contact(attempt(10)).file_report(report())
    again = filed.file_report(report(by=HEAD))
    with pytest.raises(SelfApproval):
        sign_off(again, HEAD, LATER, FILES)


def test_c5_a_finished_ticket_is_not_touched_again(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    finished = sign_off(ticket.try_contact(attempt(10)).file_report(report()), HEAD, LATER, FILES).ticket
    with pytest.raises(TicketClosed):
        finished.file_report(report())
    with pytest.raises(TicketClosed):
        finished.try_contact(attempt(20))
    with pytest.raises(TicketClosed):
        finished.assign("huangpu")
