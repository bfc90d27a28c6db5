"""Whoever is to sign looks at the report's file first, as the hotline would get it."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.review import rules
from gongkai.runtime.service import Running
from ticket_service.closing_report.domain.closing_report import Rendition, Texts, signed_parts
from ticket_service.closing_report.usecases.judge_report import judge_report
from ticket_service.closing_report.usecases.report_templates import current_template
from ticket_service.ticket.domain.ticket import ReportMissing
from ticket_service.ticket.store import tickets


async def preview_report(ticket_id: UUID, db: AsyncConnection, actor: Actor, running: Running) -> bytes:
    """A Word file without signature; nothing of it is kept."""
    ticket = await tickets.ticket_of(db, ticket_id, actor.only_unit)
    if ticket.report is None:
        raise ReportMissing("尚未填写办结报告。")
    masked = Texts.masked(ticket, await judge_report(ticket, db), (await rules.current(db)).open_matters)
    said = signed_parts(ticket, ticket.report, masked, Rendition.hotline)
    form = await current_template(db, running)
    return await asyncio.to_thread(form.template.render, said, ticket.report.drafted_at)
