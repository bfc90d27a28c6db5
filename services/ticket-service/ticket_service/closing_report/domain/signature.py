"""The closing report is filed, and signed by a second person: the ticket is finished, report and file go out (§9)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from gongkai.events.ticket import ReportFiled, TicketFinished
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.change import Change, Notice
from ticket_service.ticket.domain.lifecycle import Act, require_needs, require_open
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.statutory import limits_met_by_signature
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, ReportFiles, ReportText


def file_report(ticket: Ticket, written: ReportText, by: Person, at: datetime) -> Change:
    """Put both parts of the report on file; an earlier draft is replaced.

    Raises CitizenNotContacted, ReportIncomplete, FindingsUnfit.
    """
    report = Report.drafted(written, ticket.report_requirements, by, at)
    after = ticket.file_report(report.resting_on(ticket.report))
    return Change(act=Act.report_filed, ticket=after, at=at, audit={"version": after.version}, event=ReportFiled)


def as_signed(ticket: Ticket, by: Person, at: datetime, open_parts: Sequence[str] = ()) -> Report:
    """The report under the signature of a second person, before its file is made; refuses where none may stand, and
    while one of the parts of the order is open (their numbers)."""
    require_open(ticket.state)
    require_needs(Act.signed_off, ticket, ActContext(person=by.id, open_parts=open_parts))
    assert ticket.report, "a need of the signature"
    return ticket.report.signed(by, at)


def sign_off(ticket: Ticket, by: Person, at: datetime, files: ReportFiles, notices: tuple[Notice, ...] = ()) -> Change:
    """Finish the ticket by a second person's signature, and stop the clocks that the report fulfils.

    `notices`: report and file, each a delivery of its own, which is tried, confirmed and given up by itself. No order
    is finished without its file; for one of the China Government Website (国办单) §9 demands it.
    """
    finished = ticket.after(
        Act.signed_off,
        report=replace(as_signed(ticket, by, at), files=files),
        finished_at=at,
        dealings=ticket.dealings and ticket.dealings.lapsed(at),
        report_delivery=ReportDelivery.queued,
        report_upload=ReportDelivery.queued,
    )
    met = Moment(kind=MomentKind.met, at=at, by=by.id)
    return Change(
        act=Act.signed_off,
        ticket=finished,
        at=at,
        moments=tuple((limit, met) for limit in limits_met_by_signature(finished)),
        audit={
            "version": finished.version,
            "digest": files.digest,
            "hotline": files.hotline.sha256,
            "archive": files.archive.sha256,
        },
        event=partial(TicketFinished, finished_at=at),
        notices=notices,
    )
