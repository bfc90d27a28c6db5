"""Write, judge, preview, clear and sign the closing report."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.documents.examined import ExaminedFile
from gongkai.fields import moments
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line, Prose
from gongkai.files import file_index
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement, judge_in_thread
from gongkai.privacy.open_matters import OpenMatters
from gongkai.refusals import Ground
from gongkai.review import clearances, rules
from gongkai.review.clearing import NotHeld, require_held
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from ticket_service.closing_report.domain import signature
from ticket_service.closing_report.domain.report import Rendition, Texts, digest_of, pieces, refuse_held, signed_parts
from ticket_service.closing_report.domain.report_payload import report_body, upload_body
from ticket_service.closing_report.domain.report_template import ReportTemplate
from ticket_service.closing_report.usecases.report_template import current_template
from ticket_service.ticket.domain.change import Notice
from ticket_service.ticket.domain.lifecycle import Act, require
from ticket_service.ticket.domain.needs.of_report import ReportMissing
from ticket_service.ticket.domain.notices import REPORT, UPLOAD
from ticket_service.ticket.domain.parts import open_parts
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.record import record
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.findings import (
    EXPLANATION_LONGEST,
    TEXTS,
    ClaimFound,
    FactFound,
    Findings,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
)
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.reply_points import REPLY_POINTS_LONGEST
from ticket_service.ticket.values.report import HANDLING_LONGEST, Report, ReportFile, ReportFiles, ReportText

Words = Annotated[str, Prose(EXPLANATION_LONGEST, least=0)]


class ReportDrafted(Body):
    """办结报告 in its two parts (§9) and what was found; the rule itself refuses what is missing, all of it at once.

    What was found may stay open in a draft; nobody signs before it is whole.
    """

    handling: Annotated[
        str,
        Prose(HANDLING_LONGEST, least=0),
        Field(description="办理情况"),
        Input("办理情况", "做了什么、查明了什么", required=True, capped=False),
    ] = ""
    reply_points: Annotated[
        str,
        Prose(REPLY_POINTS_LONGEST, least=0),
        Field(description="答复要点: names the unit, the time of the reply, and what was done"),
        Input("答复要点", f"写明答复单位、时间和做了什么，不超过{REPLY_POINTS_LONGEST}字", required=True, rows=4),
    ] = ""
    fact: Annotated[
        FactFound | None,
        Field(description="事实认定; each kind of matter has its own words"),
        Input("事实认定", required=None),
    ] = None
    claim: Annotated[
        ClaimFound | None,
        Field(description="诉求认定; not for 咨询 and 建议"),
        Input("诉求认定", "咨询和建议不填", required=None),
    ] = None
    on_site: Annotated[OnSite | None, Field(description="现场查看"), Input("现场查看", required=None)] = None
    on_site_at: Annotated[
        moments.Moment | None,
        Field(description="When the place was looked at"),
        Input("现场查看时间", "选“是”的须填", size="short", required=None),
    ] = None
    result: Annotated[Result | None, Field(description="处理结果"), Input("处理结果", required=None)] = None
    reply_mode: Annotated[ReplyMode | None, Field(description="答复方式"), Input("答复方式", required=None)] = None
    satisfaction: Annotated[
        Satisfaction | None,
        Field(description="市民是否满意, as the unit heard it"),
        Input("市民是否满意", required=None),
    ] = None
    satisfaction_reason: Annotated[
        Words,
        Field(description="满意度原因; asked unless satisfied"),
        Input(TEXTS["satisfaction_reason"], "不是“满意”的须写明", required=None, rows=2),
    ] = ""
    explanation: Annotated[
        Words,
        Field(description="认定说明; says more than the word that was chosen"),
        Input(TEXTS["explanation"], "选“其他”的须写明", required=None, rows=2),
    ] = ""
    feedback: Annotated[Words, Field(description="市民反馈说明"), Input(TEXTS["feedback"], rows=2)] = ""
    signed_unit: Annotated[
        str,
        Line(100, least=0),
        Field(description="落款单位; without it the unit's own name"),
        Input(TEXTS["signed_unit"], "不填即为承办单位"),
    ] = ""

    def findings(self, unit: str) -> Findings | None:
        """What was found, if anything was said of it."""
        said = {field.name: getattr(self, field.name) for field in fields(Findings)}
        if not any(said.values()):
            return None
        return Findings(**said | {"signed_unit": self.signed_unit or name_of(unit)})


async def file_report(ticket_id: UUID, drafted: ReportDrafted, version: int | None, work: Work) -> Ticket:
    """Put both parts of the report on file; an earlier draft is replaced."""
    ticket = await tickets.to_change(work.db, ticket_id, work.actor.only_unit, version)
    written = ReportText(
        handling=drafted.handling, reply_points=drafted.reply_points, findings=drafted.findings(ticket.unit)
    )
    return await record(signature.file_report(ticket, written, Person.of(work.actor), work.now), work)


async def judge_report(ticket: Ticket, db: AsyncConnection) -> Judgement:
    """The gate as it stands now; there is a report."""
    cleared = await clearances.cleared(db, ticket.id)
    return await judge_in_thread(pieces(ticket), await rules.current(db), cleared)


class ReportNotHeld(NotHeld):
    """The gate does not hold these words of the report; perhaps they were changed after the officer looked."""

    code = "report-not-held"
    ground = Ground.conflict


async def clear_report(ticket_id: UUID, digests: Sequence[str], reason: str, work: Work) -> Judgement:
    """The gate as it stands afterwards; person and reason are on record."""
    ticket = await tickets.ticket_of(work.db, ticket_id, work.actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    require(Act.marks_cleared, ticket)
    require_held(digests, (await judge_report(ticket, work.db)).held, ReportNotHeld)
    await clearances.clear(work, ticket.id, digests, reason)
    await history.note(work, ticket.id, Act.marks_cleared)
    return await judge_report(ticket, work.db)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One rendition: its bytes, and what the vault says of them."""

    content: bytes
    kept: ExaminedFile


async def make_report_files(
    ticket: Ticket, signed: Report, masked: Texts, template: ReportTemplate, running: ServiceRuntime
) -> Mapping[Rendition, MadeFile]:
    """Made in a thread and kept outside any transaction. If the signature fails afterwards, the vault has two files
    too many; signed again they are others, for they name the time."""
    texts = {Rendition.hotline: masked, Rendition.archive: Texts.open(ticket)}
    at = signed.signed_off_at
    assert at, "a signature has its time"
    made = await asyncio.to_thread(_render, template, ticket, signed, texts, at)
    name = f"办结报告-{ticket.no}.docx"
    vault = blob_store_of(running)
    return {rendition: MadeFile(content, await vault.put(content, name)) for rendition, content in made.items()}


def _render(
    template: ReportTemplate, ticket: Ticket, signed: Report, texts: Mapping[Rendition, Texts], at: datetime
) -> dict[Rendition, bytes]:
    return {
        rendition: template.render(signed_parts(ticket, signed, words, rendition), at)
        for rendition, words in texts.items()
    }


MadeFiles = Mapping[Rendition, MadeFile]


async def sign_off_report(ticket_id: UUID, version: int | None, running: ServiceRuntime, actor: Actor) -> Ticket:
    """The files are made first, for that takes its time and a transaction is not for waiting; whatever happens to the
    ticket meanwhile (another part split off, too) makes the signature fail, so that nobody signs what he did not
    read."""
    now, by = running.timepiece.now(), Person.of(actor)
    async with running.reading() as db:
        ticket = await tickets.to_change(db, ticket_id, actor.only_unit, version)
        signed = signature.as_signed(ticket, by, now, open_parts(await tickets.parts_of(db, ticket)))
        judged = await judge_report(ticket, db)
        known = (await rules.current(db)).open_matters
        form = await current_template(db, running)
    refuse_held(judged)
    masked = Texts.masked(ticket, judged, known)
    made = await make_report_files(ticket, signed, masked, form.template, running)
    async with running.work(actor, now) as work:
        files = await _shelve(ticket, made, form.edition, work)
        notices = _notices(files, masked, made, now)
        return await record(signature.sign_off(ticket, by, now, files, notices), work)


async def _shelve(ticket: Ticket, made: MadeFiles, edition: int, work: Work) -> ReportFiles:
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


def _notices(files: ReportFiles, masked: Texts, made: MadeFiles, now: datetime) -> tuple[Notice, ...]:
    file = made[Rendition.hotline]

    def write_report(finished: Ticket, _: OpenMatters) -> bytes:
        return report_body(finished, masked, now)

    def write_upload(finished: Ticket, _: OpenMatters) -> bytes:
        return upload_body(finished, files.hotline, file.kept.media_type, file.content, now)

    return Notice(kind=REPORT, write=write_report), Notice(kind=UPLOAD, write=write_upload)


async def preview_report(ticket_id: UUID, db: AsyncConnection, actor: Actor, running: ServiceRuntime) -> bytes:
    """A Word file without signature; nothing of it is kept."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    masked = Texts.masked(ticket, await judge_report(ticket, db), (await rules.current(db)).open_matters)
    said = signed_parts(ticket, ticket.report, masked, Rendition.hotline)
    form = await current_template(db, running)
    return await asyncio.to_thread(form.template.render, said, ticket.report.drafted_at)
