"""What the unit does beside contact, requests and report: accept, classify, refer, keep on file, archive."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from gongkai.events.ticket import LegalStepTaken, MatterClassified, TicketArchived, TicketSigned
from gongkai.refusals import Ground, Refusal
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act, require
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.statutory import STATUTORY, limits_of, owed_from_receipt, statutory
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Legal, LegalStep, MatterKind, Note
from ticket_service.ticket.values.person import Person


class SameMatter(Refusal):
    """The ticket already is of this kind."""

    code = "same-matter"
    ground = Ground.conflict


def accept(ticket: Ticket, at: datetime) -> Change:
    """Accept the order as the unit's own (签收); no clock moves."""
    after = ticket.sign()
    return Change(act=Act.signed, ticket=after, at=at, audit={"version": after.version}, event=TicketSigned)


def classify(ticket: Ticket, kind: MatterKind, at: datetime) -> Change:
    """Count the limits of the law for this kind of matter since its receipt; what another kind would have owed is owed
    no more. Raises SameMatter if the ticket is of this kind already."""
    require(Act.classified, ticket)
    if kind is ticket.matter_kind:
        raise SameMatter("该办件已是此类事项。")
    stopped = Moment(kind=MomentKind.cancelled, at=at, reason="更改事项类别")
    gone = tuple((limit, stopped) for limit in limits_of(ticket) if limit in STATUTORY)
    case_log = replace(ticket.case_log, legal_steps=()) if ticket.case_log.legal_steps else ticket.dealings
    after = ticket.after(Act.classified, matter_kind=kind, dealings=case_log)
    return Change(
        act=Act.classified,
        ticket=after,
        at=at,
        note=kind.words,
        moments=gone + owed_from_receipt(after),
        audit={"kind": kind},
        event=partial(MatterClassified, matter_kind=kind.value),
    )


def take_step(ticket: Ticket, step: Legal, by: Person, at: datetime) -> Change:
    """Take a step of the law: it stops one clock, and may start the next. Raises StepUntimely."""
    require(Act.legal_step, ticket, ActContext(step=step))
    rows = [one for one in statutory() if one.matter is ticket.matter_kind]
    met = Moment(kind=MomentKind.met, at=at, by=by.id)
    begun = Moment(kind=MomentKind.started, at=at, by=by.id)
    taken = LegalStep(step=step, at=at, by=by)
    return Change(
        act=Act.legal_step,
        ticket=ticket.after(Act.legal_step, dealings=ticket.case_log.with_note(taken)),
        at=at,
        note=step.words,
        moments=(
            *((one.limit, met) for one in rows if step in one.closes),
            *((one.limit, begun) for one in rows if one.opens is step),
        ),
        audit={"step": step},
        event=partial(LegalStepTaken, step=step.value),
    )


def note(ticket: Ticket, act: Act, noted: Note, **codes: object) -> Change:
    """Put a note into the case log; the answer stays owed. `codes` are what the audit log says of it.

    Refuses a ticket that is not open.
    """
    after = ticket.after(act, dealings=ticket.case_log.with_note(noted))
    return Change(act=act, ticket=after, at=noted.at, note=noted.lead, audit=codes or {"version": after.version})


def archive(ticket: Ticket, at: datetime) -> Change:
    """Put a closed ticket away (归档). Raises ReceiptMissing, ReviewPending while something is open."""
    require(Act.archived, ticket)
    return Change(act=Act.archived, ticket=ticket.after(Act.archived), at=at, audit={}, event=TicketArchived)
