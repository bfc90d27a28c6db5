"""In which words we tell the hotline that a ticket is closed, and what we read in its receipt."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from pydantic_core import to_json

from gongkai.organisation.units import name_of
from ticket_service.closing_report.domain.report import Texts
from ticket_service.ticket.domain.notices import REPORT, UPLOAD, order_numbers
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.findings import as_told
from ticket_service.ticket.values.report import ReportFile


def report_body(ticket: Ticket, masked: Texts, now: datetime) -> bytes:
    """The closing report (办结报告) as the hotline takes it, written down once and sent in every try."""
    report = ticket.report
    assert report, "only a ticket with a report is finished"
    assert report.signed_off_by, "only a signed report is sent"
    return to_json(
        {
            "type": REPORT,
            "occurred_at": now,
            **order_numbers(ticket),
            "unit": name_of(ticket.unit),
            "contacted_at": ticket.contacted_at,
            "report": {
                "handling": masked.handling,
                "reply_points": masked.reply_points,
                "findings": as_told(masked.findings),
                "drafted_by": report.drafted_by.name,
                "signed_off_by": report.signed_off_by.name,
                "signed_off_at": report.signed_off_at,
            },
        }
    )


def upload_body(ticket: Ticket, file: ReportFile, media_type: str, content: bytes, now: datetime) -> bytes:
    """The file of the report, to stand with the order as its attachment."""
    return to_json(
        {
            "type": UPLOAD,
            "occurred_at": now,
            **order_numbers(ticket),
            "file": {
                "name": file.name,
                "media_type": media_type,
                "size": file.size,
                "sha256": file.sha256,
                "content": b64encode(content).decode(),
            },
        }
    )


def took_another(receipt: Any, file: ReportFile) -> bool:
    """Whether the hotline says that what it took is not what was sent."""
    if not isinstance(receipt, dict):
        return False
    return (receipt.get("sha256", file.sha256), receipt.get("size", file.size)) != (file.sha256, file.size)


def receipt_no(receipt: Any) -> str | None:
    """The number under which the hotline filed what it took."""
    found = receipt.get("receipt_no") if isinstance(receipt, dict) else None
    return found[:120] if isinstance(found, str) else None
