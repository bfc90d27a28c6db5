"""What the hotline answers to a signed report and its file, and what is sent again that it did not get."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from gongkai.events.ticket import OrderClosed, ReportDelivered, ReportUploaded
from ticket_service.closing_report.domain.report_payload import receipt_no, took_another
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.report import ReportFiles


def confirm_report(ticket: Ticket, receipt: Any, at: datetime) -> Change:
    """Keep the hotline's receipt for the report."""
    after = ticket.report_arrived(receipt_no(receipt))
    return Change(act=Act.report_delivered, ticket=after, at=at, event=ReportDelivered)


def confirm_upload(ticket: Ticket, receipt: Any, at: datetime) -> Change:
    """Keep the hotline's receipt for the file, unless it says that it took another one."""
    file = _files(ticket).hotline
    if took_another(receipt, file):
        return Change(act=Act.file_differs, ticket=ticket.file_undelivered(), at=at)
    after = ticket.file_arrived(receipt_no(receipt), at)
    return Change(
        act=Act.file_uploaded,
        ticket=after,
        at=at,
        note=after.upload_receipt or "",
        event=partial(ReportUploaded, uploaded_at=at, sha256=file.sha256),
    )


def close(ticket: Ticket, at: datetime) -> Change:
    """Close the ticket; the hotline has all that it is owed."""
    return Change(act=Act.closed, ticket=ticket.close(), at=at, event=OrderClosed)


def lose_report(ticket: Ticket, why: str, at: datetime) -> Change:
    """Mark the report as not delivered; `why` is the last error."""
    return Change(act=Act.report_failed, ticket=ticket.report_undelivered(), at=at, note=why)


def lose_upload(ticket: Ticket, why: str, at: datetime) -> Change:
    """Mark the file as not delivered; `why` is the last error."""
    return Change(act=Act.file_failed, ticket=ticket.file_undelivered(), at=at, note=why)


def send_again(ticket: Ticket, given_up: Sequence[UUID], at: datetime, *, report: bool, file: bool) -> Change:
    """Mark what was given up as being on its way once more; `given_up` are the dead deliveries that are replayed."""
    return Change(
        act=Act.report_sent_again,
        ticket=ticket.send_again(report=report, file=file),
        at=at,
        audit={"deliveries": [str(one) for one in given_up]},
    )


def _files(ticket: Ticket) -> ReportFiles:
    assert ticket.report, "what was sent had a report"
    assert ticket.report.files, "what was sent had files"
    return ticket.report.files
