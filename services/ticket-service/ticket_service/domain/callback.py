"""In which words we tell the hotline that a ticket is closed, and what we read in its receipt."""

from datetime import datetime
from typing import Any, Final

from pydantic_core import to_json

from gongkai.organisation.units import name_of
from ticket_service.domain.ticket import Ticket

HOTLINE: Final = "hotline"
"""The endpoint's name in the ledger of deliveries."""
REPORT: Final = "report.filed"


def report_body(ticket: Ticket, now: datetime) -> bytes:
    """The closing report (办结报告) as the hotline takes it, written down once and sent in every try."""
    report = ticket.report
    assert report, "only a ticket with a report is finished"
    assert report.signed_off_by, "only a signed report is sent"
    return to_json(
        {
            "type": REPORT,
            "occurred_at": now,
            "order_no": ticket.order_no,
            "ticket_no": ticket.no,
            "unit": name_of(ticket.unit),
            "contacted_at": ticket.contacted_at,
            "report": {
                "handling": report.handling,
                "reply_points": report.reply_points,
                "drafted_by": report.drafted_by.name,
                "signed_off_by": report.signed_off_by.name,
                "signed_off_at": report.signed_off_at,
            },
        }
    )


def receipt_no(receipt: Any) -> str | None:
    """The number under which the hotline filed what it took."""
    found = receipt.get("receipt_no") if isinstance(receipt, dict) else None
    return found[:120] if isinstance(found, str) else None
