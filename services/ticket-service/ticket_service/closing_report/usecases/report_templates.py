"""The form of the closing report: the office's newest edition, or the one that the service was started with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running
from ticket_service.closing_report.domain.report_edition import ReportEdition
from ticket_service.closing_report.domain.report_template import ReportTemplate, load_template
from ticket_service.closing_report.store import report_forms
from ticket_service.settings import TicketSettings

PART: Final = "report templates"
REMEMBERED: Final = 8
STARTED_WITH: Final = 0
"""The number of the form that came with the service or its settings."""


@dataclass(frozen=True, slots=True)
class FormInUse:
    """A form that was checked, and the number of its edition."""

    edition: int
    template: ReportTemplate


@dataclass(slots=True)
class Forms:
    """Forms that were read and checked before, so that the same edition is not fetched from the vault every time."""

    started_with: ReportTemplate
    read_before: dict[str, ReportTemplate] = field(default_factory=dict)


@asynccontextmanager
async def open_report_template(running: Running) -> AsyncIterator[None]:
    """For `Service.opening`; an unfit form in the settings stops the start."""
    running.resources.put(
        Forms(await asyncio.to_thread(load_template, running.own_settings(TicketSettings).report_template))
    )
    yield


async def current_template(db: AsyncConnection, running: Running) -> FormInUse:
    """The form that holds now: one short statement, unless an edition is met for the first time."""
    newest = await report_forms.newest(db)
    if newest is None:
        return FormInUse(STARTED_WITH, started_with(running))
    return FormInUse(newest.edition, await template_of(newest, running))


async def form_of(number: int | None, db: AsyncConnection, running: Running) -> FormInUse:
    """One edition, or the one that holds now (`None`); refuses one that there is not."""
    if number is None:
        return await current_template(db, running)
    if number == STARTED_WITH:
        return FormInUse(STARTED_WITH, started_with(running))
    return FormInUse(number, await template_of(await report_forms.edition_of(db, number), running))


async def template_of(edition: ReportEdition, running: Running) -> ReportTemplate:
    """An edition of the office's, read from the vault once."""
    forms = running.resources.get(Forms)
    if known := forms.read_before.get(edition.sha256):
        return known
    document = await blob_store_of(running).bytes_of(edition.sha256)
    template = await asyncio.to_thread(ReportTemplate, document, edition.name)
    if len(forms.read_before) >= REMEMBERED:
        forms.read_before.clear()
    forms.read_before[edition.sha256] = template
    return template


def started_with(running: Running) -> ReportTemplate:
    """Edition 0."""
    return running.resources.get(Forms).started_with
