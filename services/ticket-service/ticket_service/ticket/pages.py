"""What pages of the features share: the case that forms depend on, and forms with a file in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from fastapi import Request

from gongkai.actor import Actor
from gongkai.desk.act_forms import ActForm
from gongkai.documents.examined import ExaminedFile
from gongkai.http.access import staff
from gongkai.http.bodies.uploads import receive_form_file
from gongkai.organisation.units import units_of
from gongkai.privacy.gate import Judgement
from gongkai.refusals import Ground, Point, Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import office_day
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.readers import ticket_for
from ticket_service.ticket.domain.ticket import Ticket

CASES: Final = "/desk/tickets"
CASE_READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")
FIELD: Final = "file"
HANDLING: Final = "办理"
REQUESTS: Final = "申请和时限"
DISPATCH: Final = "关联、协办、派单"
GROUPS: Final = (HANDLING, REQUESTS, DISPATCH)
"""Under which headings the forms of the case page stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCase:
    """A ticket as one person finds it at its page; which forms there are and what they offer depends on it.

    `judged` is what the gate says of a report that waits for its signature, `template_words` are those of the reply
    template that was chosen for the report.
    """

    ticket: Ticket
    actor: Actor
    now: datetime
    co_units: tuple[str, ...] = ()
    has_lead_report: bool = False
    judged: Judgement | None = None
    template_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether the person's unit handles the ticket."""
        return self.actor.unit == self.ticket.unit

    @property
    def seen(self) -> Ticket:
        """The ticket as far as this person may read it."""
        return ticket_for(self.ticket, self.actor.unit)

    @property
    def other_units(self) -> list[tuple[str, str]]:
        """Every unit in service today but the one that handles the ticket, as options."""
        units = units_of(office_day(self.now))
        return [(one.code, one.name) for one in units if one.code != self.ticket.unit]

    @property
    def is_held(self) -> bool:
        """Whether the secrecy officer has to look at the report."""
        return self.judged is not None and bool(self.judged.held)


TicketForm = ActForm[TicketCase, Act]


class NoFileChosen(Refusal):
    """The form came without a file."""

    code = "no-file-chosen"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """What came with the form, if the file may be kept."""

    examined: ExaminedFile
    typed: dict[str, str]


async def uploaded_file(request: Request, running: ServiceRuntime, largest: int) -> UploadedFile:
    """The form and its file, kept as it came: it is evidence. What is wrong with the file stands beside its field."""
    try:
        examined, typed = await receive_form_file(request, FIELD, blob_store_of(running), largest, goes_public=False)
    except Refusal as refusal:
        raise at_the_field(refusal) from None
    if examined is None:
        words = "请选择要上传的文件"
        raise NoFileChosen(f"{words}。", points=[Point(f"/{FIELD}", NoFileChosen.code, words)])
    return UploadedFile(examined, typed)


def at_the_field(refusal: Refusal) -> Refusal:
    """The same refusal, said beside the field of the file."""
    return type(refusal)(refusal.detail, points=[Point(f"/{FIELD}", refusal.code, refusal.detail)])
