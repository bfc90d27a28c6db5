"""All SQL of the file index: which file belongs to what, who added it, and what can be read in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text, Uuid, delete, false, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, new_metadata
from gongkai.documents.examined import ExaminedFile
from gongkai.documents.refusals import FileUnknown
from gongkai.unit_of_work import Work

files_metadata = new_metadata()
"""Only services with files have this table: the steps `gongkai.database.steps.files_0001` and `files_0002` make it."""

stored_file = Table(
    "stored_file",
    files_metadata,
    Column("id", Uuid, primary_key=True),
    Column("subject_id", Uuid, nullable=False, index=True),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("scanned", Boolean, nullable=False),
    Column("virus_checked", Boolean, nullable=False, server_default=false()),
    Column("added_by", String(120), nullable=False),
    Column("added_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a policy, ticket or inquiry. `kind` is the owner's word: attachment, picture, closing_report, …"""

    id: UUID
    subject_id: UUID
    kind: str
    name: str
    media_type: str
    size: int
    sha256: str
    scanned: bool
    virus_checked: bool
    added_by: str
    added_at: datetime


COLUMNS: Final = [stored_file.c[field.name] for field in fields(StoredFile)]
"""All but the text, which may be megabytes: only `texts` reads it."""


async def add(work: Work, subject_id: UUID, kind: str, examined: ExaminedFile) -> StoredFile:
    """Enter a kept file into the index, in the use case's own transaction."""
    file_of = StoredFile(
        id=work.new_id(),
        subject_id=subject_id,
        kind=kind,
        name=examined.name,
        media_type=examined.media_type,
        size=examined.size,
        sha256=examined.sha256,
        scanned=examined.scanned,
        virus_checked=examined.virus_checked,
        added_by=work.actor.id,
        added_at=work.now,
    )
    row = {field.name: getattr(file_of, field.name) for field in fields(StoredFile)}
    await work.db.execute(insert(stored_file), row | {"text": examined.text})
    return file_of


async def file_of(db: AsyncConnection, file_id: UUID) -> StoredFile:
    """One file; raises FileUnknown if it is not in the index. Whether the reader may see it, the caller decides."""
    row = (await db.execute(select(*COLUMNS).where(stored_file.c.id == file_id))).one_or_none()
    if row is None:
        raise FileUnknown("没有这个文件。")
    return StoredFile(**row._mapping)


async def of_subject(db: AsyncConnection, subject_id: UUID) -> list[StoredFile]:
    """All files of one policy, ticket or inquiry, oldest first."""
    wanted = select(*COLUMNS).where(stored_file.c.subject_id == subject_id)
    return [StoredFile(**row._mapping) for row in await db.execute(wanted.order_by(stored_file.c.id))]


async def texts(db: AsyncConnection, file_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What can be read in these files."""
    wanted = select(stored_file.c.id, stored_file.c.text).where(stored_file.c.id.in_(file_ids))
    return {row.id: row.text for row in await db.execute(wanted)}


async def virus_checked_ids(db: AsyncConnection, subject_id: UUID) -> frozenset[UUID]:
    """Which files of a policy, ticket or inquiry a virus scanner looked at."""
    wanted = select(stored_file.c.id).where(stored_file.c.subject_id == subject_id, stored_file.c.virus_checked)
    return frozenset(await db.scalars(wanted))


async def remove(work: Work, file_id: UUID) -> None:
    """Remove a file from the index; its bytes stay in the blob store, where others may have the same."""
    await work.db.execute(delete(stored_file).where(stored_file.c.id == file_id))
