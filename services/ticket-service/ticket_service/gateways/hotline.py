"""The hotline's side: where it takes our call-backs, and in which words we tell it that a ticket is closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from pydantic_core import to_json

from gongkai.delivery.courier import Endpoint
from gongkai.organisation.units import name_of
from gongkai.running import Running
from gongkai.web.signatures import Signatures
from ticket_service.domain.ticket import Ticket

ENDPOINT: Final = "hotline"
REPORT: Final = "report.filed"


def endpoints(running: Running) -> Sequence[Endpoint]:
    """The hotline's address of this installation; without one, deliveries wait in the ledger."""
    settings = running.settings
    if not settings.hotline_url or not settings.hotline_secrets:
        return ()
    return (
        Endpoint(
            name=ENDPOINT,
            url=settings.hotline_url,
            signatures=signatures(running),
            networks=settings.hotline_networks,
        ),
    )


def signatures(running: Running) -> Signatures:
    """The live secrets shared with the hotline, for both directions."""
    return Signatures([secret.get_secret_value() for secret in running.settings.hotline_secrets])


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
