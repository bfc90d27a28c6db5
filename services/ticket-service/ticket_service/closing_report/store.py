"""All SQL about the files of reports and the editions of their form."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Final
from uuid import UUID

from sqlalchemy import Column, Integer, String, Table, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.database.columns import Instant
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.files.file_index import StoredFile
from gongkai.refusals import Ground, Refusal
from ticket_service.closing_report.domain.report import Rendition
from ticket_service.closing_report.domain.report_template import ReportEdition
from ticket_service.ticket.store import tickets
from ticket_service.ticket.store.tables import metadata


async def report_file(db: AsyncConnection, ticket_id: UUID, file_id: UUID, reader: Actor) -> StoredFile:
    """The report of a ticket; the rendition with the citizen's name and number only for the unit that handles it."""
    ticket = await tickets.ticket_of(db, ticket_id, reader.only_unit)
    stored = await file_index.file_of(db, file_id)
    hidden = stored.kind == Rendition.archive and reader.unit != ticket.unit
    if stored.subject_id != ticket.id or stored.kind not in set(Rendition) or hidden:
        raise FileUnknown("没有这个文件。")
    return stored


report_form = Table(
    "report_form",
    metadata,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("amended_by", String(120), nullable=False),
    Column("amended_by_name", String(120), nullable=False),
    Column("amended_at", Instant, nullable=False),
)
COLUMNS: Final = [report_form.c[field.name] for field in fields(ReportEdition)]


class ReportEditionUnknown(Refusal):
    """There is no such edition of the form."""

    code = "report-edition-unknown"
    ground = Ground.unknown


async def newest(db: AsyncConnection) -> ReportEdition | None:
    """The edition that holds now; `None`: the one that the service was started with."""
    wanted = select(*COLUMNS).order_by(report_form.c.edition.desc()).limit(1)
    row = (await db.execute(wanted)).one_or_none()
    return ReportEdition(**row._mapping) if row else None


async def edition_of(db: AsyncConnection, edition: int) -> ReportEdition:
    """One edition, whether it holds or not."""
    row = (await db.execute(select(*COLUMNS).where(report_form.c.edition == edition))).one_or_none()
    if row is None:
        raise ReportEditionUnknown("没有这一版报告模板。")
    return ReportEdition(**row._mapping)


async def history(db: AsyncConnection, most: int) -> Sequence[ReportEdition]:
    """Who changed the form, when and why, the newest first."""
    wanted = select(*COLUMNS).order_by(report_form.c.edition.desc()).limit(most)
    return [ReportEdition(**row._mapping) for row in await db.execute(wanted)]


async def keep(db: AsyncConnection, edition: ReportEdition) -> bool:
    """Whether this edition is new; of two that write it at once, the second finds it written."""
    written = upsert(report_form).values(asdict(edition)).on_conflict_do_nothing()
    return (await db.execute(written)).rowcount == 1
