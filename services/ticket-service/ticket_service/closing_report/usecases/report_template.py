"""The form in which closing reports are written: open it, read its editions, amend it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.documents.examined import ExaminedFile
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from ticket_service.closing_report import store
from ticket_service.closing_report.domain.report_template import (
    ReportEdition,
    ReportTemplate,
    ReportTemplateUnfit,
    load_template,
)
from ticket_service.settings import TicketSettings

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
async def open_report_template(running: ServiceRuntime) -> AsyncIterator[None]:
    """For `Service.opening`; an unfit form in the settings stops the start."""
    running.resources.put(
        Forms(await asyncio.to_thread(load_template, running.own_settings(TicketSettings).report_template))
    )
    yield


async def current_template(db: AsyncConnection, running: ServiceRuntime) -> FormInUse:
    """The form that holds now: one short statement, unless an edition is met for the first time."""
    newest = await store.newest(db)
    if newest is None:
        return FormInUse(STARTED_WITH, started_with(running))
    return FormInUse(newest.edition, await template_of(newest, running))


async def form_of(number: int | None, db: AsyncConnection, running: ServiceRuntime) -> FormInUse:
    """One edition, or the one that holds now (`None`); refuses one that there is not."""
    if number is None:
        return await current_template(db, running)
    if number == STARTED_WITH:
        return FormInUse(STARTED_WITH, started_with(running))
    return FormInUse(number, await template_of(await store.edition_of(db, number), running))


async def template_of(edition: ReportEdition, running: ServiceRuntime) -> ReportTemplate:
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


def started_with(running: ServiceRuntime) -> ReportTemplate:
    """Edition 0."""
    return running.resources.get(Forms).started_with


CHANGED: Final = "报告模板在您打开之后有人改过，请先看看最新的一版，再决定是否替换。"


class ReportFormUnfit(Refusal):
    """The form has placeholders that nobody knows, lacks some that must be there, or cannot be filled in."""

    code = "report-form-unfit"
    ground = Ground.unfit


async def checked_form(examined: ExaminedFile, running: ServiceRuntime) -> ReportTemplate:
    """The form in a file that was kept, before any transaction; everything that is wrong with it is told at once."""
    document = await blob_store_of(running).bytes_of(examined.sha256)
    try:
        return await asyncio.to_thread(ReportTemplate, document, examined.name)
    except ReportTemplateUnfit as unfit:
        points = [one.point for one in unfit.found]
        raise ReportFormUnfit("这份报告模板不能使用，请按下面的提示修改后再上传。", points=points) from None


async def amend_report_template(examined: ExaminedFile, reason: str, read: int | None, work: Work) -> ReportEdition:
    """Make the next edition, unless somebody else did since `read` was the newest (`None`: whoever did); the same form
    once more is no new edition."""
    before = await store.newest(work.db)
    edition = before.edition if before else STARTED_WITH
    if read not in (None, edition):
        raise ChangedMeanwhile(CHANGED)
    if before and before.sha256 == examined.sha256:
        return before
    made = ReportEdition(
        edition=edition + 1,
        name=examined.name,
        size=examined.size,
        sha256=examined.sha256,
        reason=reason,
        amended_by=work.actor.id,
        amended_by_name=work.actor.name,
        amended_at=work.now,
    )
    if not await store.keep(work.db, made):
        raise ChangedMeanwhile(CHANGED)
    work.audit("report-template.amend", "report-template", edition=made.edition, sha256=made.sha256)
    return made
