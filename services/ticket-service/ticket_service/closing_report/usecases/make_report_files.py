"""The signed report is made into its two Word files, and they are kept, before anything is written down of them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gongkai.documents.examined import ExaminedFile
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running
from ticket_service.closing_report.domain.closing_report import Rendition, Texts, signed_parts
from ticket_service.closing_report.domain.report_template import ReportTemplate
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.report import Report


@dataclass(frozen=True, slots=True)
class MadeFile:
    """One rendition: its bytes, and what the blob store says of them."""

    content: bytes
    kept: ExaminedFile


async def make_report_files(
    ticket: Ticket, signed: Report, masked: Texts, template: ReportTemplate, running: Running
) -> Mapping[Rendition, MadeFile]:
    """Made in a thread and kept outside any transaction. If the signature fails afterwards, the blobs has two files
    too many; signed again they are others, for they name the time."""
    texts = {Rendition.hotline: masked, Rendition.archive: Texts.open(ticket)}
    at = signed.signed_off_at
    assert at, "a signature has its time"
    made = await asyncio.to_thread(_render, template, ticket, signed, texts, at)
    name = f"办结报告-{ticket.no}.docx"
    blobs = blob_store_of(running)
    return {rendition: MadeFile(content, await blobs.put(content, name)) for rendition, content in made.items()}


def _render(
    template: ReportTemplate, ticket: Ticket, signed: Report, texts: Mapping[Rendition, Texts], at: datetime
) -> dict[Rendition, bytes]:
    return {
        rendition: template.render(signed_parts(ticket, signed, words, rendition), at)
        for rendition, words in texts.items()
    }
