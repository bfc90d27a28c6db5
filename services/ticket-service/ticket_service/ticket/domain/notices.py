"""What we tell the hotline while a ticket is being handled: contact made, requests, and what was decided here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic_core import to_json

from gongkai.organisation.units import name_of
from gongkai.privacy.masking import mask
from gongkai.privacy.open_matters import OpenMatters
from ticket_service.ticket.domain.change import Notice
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import ExtensionRequest, ReturnRequest, Review
from ticket_service.ticket.values.contact import ContactAttempt
from ticket_service.ticket.values.number import number_of_whole

CONTACT: Final = "contact.made"
RETURN: Final = "return.requested"
EXTENSION: Final = "extension.requested"
EXTENDED: Final = "extension.granted"
REVIEW: Final = "review.answered"


def contact_notice(attempt: ContactAttempt) -> Notice:
    """先行联系 was done: when, by which channel, with which outcome; not a word of what was said."""

    def write(ticket: Ticket, _: OpenMatters) -> bytes:
        proof = {"channel": attempt.channel.value, "outcome": attempt.outcome.value, "tries": len(ticket.contacts)}
        said = {"contacted_at": ticket.contacted_at, "contact": proof}
        return _written(CONTACT, ticket, attempt.recorded_at, said)

    return Notice(kind=CONTACT, write=write)


def return_notice(request: ReturnRequest) -> Notice:
    """The unit wants to give the order back."""

    def write(ticket: Ticket, known: OpenMatters) -> bytes:
        asked = {"reason": request.reason.value, "reason_words": request.reason.words}
        said = {"request_id": request.id, "return": asked | {"note": _open(ticket, request.note, known)}}
        return _written(RETURN, ticket, request.at, said)

    return Notice(kind=RETURN, write=write)


def extension_notice(request: ExtensionRequest) -> Notice:
    """The unit needs more working days."""

    def write(ticket: Ticket, known: OpenMatters) -> bytes:
        asked = {"working_days": request.days, "reason": _open(ticket, request.reason, known)}
        return _written(EXTENSION, ticket, request.at, {"request_id": request.id, "extension": asked})

    return Notice(kind=EXTENSION, write=write)


def extended_notice(request: ExtensionRequest, at: datetime) -> Notice:
    """The bureau's office granted them."""

    def write(ticket: Ticket, _: OpenMatters) -> bytes:
        due_at = ticket.finish_due_at
        granted = {"working_days": request.granted, "approved_by": request.decided_by, "finish_due_at": due_at}
        return _written(EXTENDED, ticket, at, {"request_id": request.id, "extension": granted})

    return Notice(kind=EXTENDED, write=write)


def review_notice(review: Review, at: datetime) -> Notice:
    """The unit's answer to a call-back review."""

    def write(ticket: Ticket, known: OpenMatters) -> bytes:
        said = {"asked_at": review.as_of, "reply": _open(ticket, review.reply, known)}
        return _written(REVIEW, ticket, at, said)

    return Notice(kind=REVIEW, write=write)


def _written(kind: str, ticket: Ticket, now: datetime, said: Mapping[str, Any]) -> bytes:
    return to_json(
        {
            "type": kind,
            "occurred_at": now,
            **order_numbers(ticket),
            "unit": name_of(ticket.unit),
            **said,
        }
    )


def _open(ticket: Ticket, words: str, known: OpenMatters) -> str:
    """Our words without personal data, as in everything that leaves the house (§10)."""
    return mask(ticket.order.unnamed(words), known).text


HOTLINE: Final = "hotline"
"""The endpoint's name in the ledger of deliveries."""


REPORT: Final = "report.filed"


UPLOAD: Final = "report.file"


def order_numbers(ticket: Ticket) -> dict[str, Any]:
    """By which numbers the hotline knows the order; what was split from it says which part it is."""
    if not ticket.part_of:
        return {"order_no": ticket.order_no, "ticket_no": ticket.no}
    part = {"no": ticket.part_no, "ticket_no": ticket.no}
    return {"order_no": ticket.order_no, "ticket_no": number_of_whole(ticket.no), "part": part}
