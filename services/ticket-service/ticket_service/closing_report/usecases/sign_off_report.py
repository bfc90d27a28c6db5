"""The head of the unit signs the report: the ticket closes, the counting stops, the hotline gets report and file."""

from collections.abc import Mapping
from uuid import UUID

from gongkai.actor import Actor
from gongkai.events.envelope import ClockFact
from gongkai.events.ticket import TicketFinished
from gongkai.files import file_index
from gongkai.review import rules
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from gongkai.webhooks import ledger
from gongkai.worktime.clock import Moment, MomentKind
from ticket_service.closing_report.domain.closing_report import Rendition, Texts, digest_of, refuse_held
from ticket_service.closing_report.domain.report_payload import HOTLINE, REPORT, UPLOAD, report_body, upload_body
from ticket_service.closing_report.usecases.judge_report import judge_report
from ticket_service.closing_report.usecases.make_report_files import MadeFile, make_report_files
from ticket_service.closing_report.usecases.report_templates import current_template
from ticket_service.linking.domain.parts import refuse_open_parts
from ticket_service.ticket.domain.ended_round import ended_round
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import limits_met_by_signature
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import told
from ticket_service.ticket.store import ended_rounds, history, tickets
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import ReportFile, ReportFiles

Made = Mapping[Rendition, MadeFile]


async def sign_off_report(ticket_id: UUID, version: int | None, running: Running, actor: Actor) -> Ticket:
    """The files are made first, for that takes its time and a transaction is not for waiting; whatever happens to the
    ticket meanwhile (another part split off, too) makes the signature fail, so that nobody signs what he did not
    read."""
    now, by = running.timepiece.now(), Person.of(actor)
    async with running.reading() as db:
        ticket = await tickets.to_change(db, ticket_id, actor.only_unit, version)
        signed = ticket.as_signed(by, now)
        refuse_open_parts(await tickets.parts_of(db, ticket))
        judged = await judge_report(ticket, db)
        known = (await rules.current(db)).open_matters
        form = await current_template(db, running)
    refuse_held(judged)
    masked = Texts.masked(ticket, judged, known)
    made = await make_report_files(ticket, signed, masked, form.template, running)
    async with running.work(actor, now) as work:
        files = await _shelve(ticket, made, form.edition, work)
        finished = ticket.sign_off(by, now, files)
        await tickets.save(work.db, ticket, finished)
        clocks = await _met(finished, by, work)
        await _send(finished, masked, made, work)
        await history.note(work, finished.id, Act.signed_off)
        await ended_rounds.add(work.db, filter(None, (ended_round(finished),)))
        digests = {"digest": files.digest, "hotline": files.hotline.sha256, "archive": files.archive.sha256}
        work.audit("ticket.signed_off", str(finished.id), version=finished.version, **digests)
        work.announce(TicketFinished(**told(finished, clocks), finished_at=now))
    return finished


async def _met(finished: Ticket, by: Person, work: Work) -> tuple[ClockFact, ...]:
    met = Moment(kind=MomentKind.met, at=work.now, by=by.id)
    known = {finished.id: await work.clocks.of(finished.id)}
    happened = [(finished.id, limit, met) for limit in limits_met_by_signature(finished)]
    return work.clocks.as_facts((await work.clocks.follow(known, happened))[finished.id])


async def _shelve(ticket: Ticket, made: Made, edition: int, work: Work) -> ReportFiles:
    on_shelf = {}
    for rendition, file in made.items():
        stored = await file_index.add(work, ticket.id, rendition.value, file.kept)
        on_shelf[rendition] = ReportFile(id=stored.id, name=stored.name, size=stored.size, sha256=stored.sha256)
    return ReportFiles(
        digest=digest_of(ticket),
        hotline=on_shelf[Rendition.hotline],
        archive=on_shelf[Rendition.archive],
        form_edition=edition,
    )


async def _send(finished: Ticket, masked: Texts, made: Made, work: Work) -> None:
    """Report and file are deliveries of their own: each is tried, confirmed and given up by itself."""
    assert finished.report, "it was just signed"
    assert finished.report.files, "it was just signed"
    file = made[Rendition.hotline]
    upload = upload_body(finished, finished.report.files.hotline, file.kept.media_type, file.content, work.now)
    for kind, body in ((REPORT, report_body(finished, masked, work.now)), (UPLOAD, upload)):
        await ledger.queue(work, endpoint=HOTLINE, kind=kind, subject_id=finished.id, body=body)
