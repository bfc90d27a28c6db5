"""The closing report is filed, and signed by a second person: the ticket is finished, report and file go out (§9)."""

from datetime import datetime
from functools import partial

from gongkai.events.ticket import ReportFiled, TicketFinished
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.ticket.domain.change import Change, Notice
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import limits_met_by_signature
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, ReportFiles, ReportText


def file_report(ticket: Ticket, written: ReportText, by: Person, at: datetime) -> Change:
    """Put both parts of the report on file; an earlier draft is replaced.

    Raises CitizenNotContacted, ReportIncomplete, FindingsUnfit.
    """
    after = ticket.file_report(Report.drafted(written, ticket.report_requirements, by, at))
    return Change(act=Act.report_filed, ticket=after, at=at, audit={"version": after.version}, event=ReportFiled)


def sign_off(ticket: Ticket, by: Person, at: datetime, files: ReportFiles, notices: tuple[Notice, ...]) -> Change:
    """Finish the ticket, and stop the clocks that the report fulfils. `notices`: report and file, each a delivery of
    its own, which is tried, confirmed and given up by itself."""
    finished = ticket.sign_off(by, at, files)
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
