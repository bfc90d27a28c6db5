"""The office changes the form of the closing report; from the next signature on, reports are written in it."""

import asyncio
from typing import Final

from gongkai.documents.examined import ExaminedFile
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from ticket_service.closing_report.domain.report_edition import ReportEdition
from ticket_service.closing_report.domain.report_template import ReportTemplate, ReportTemplateUnfit
from ticket_service.closing_report.store import report_forms
from ticket_service.closing_report.usecases.report_templates import STARTED_WITH

CHANGED: Final = "报告模板在您打开之后有人改过，请先看看最新的一版，再决定是否替换。"


class ReportFormUnfit(Refusal):
    """The form has placeholders that nobody knows, lacks some that must be there, or cannot be filled in."""

    code = "report-form-unfit"
    ground = Ground.unfit


async def checked_form(examined: ExaminedFile, running: Running) -> ReportTemplate:
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
    before = await report_forms.newest(work.db)
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
    if not await report_forms.keep(work.db, made):
        raise ChangedMeanwhile(CHANGED)
    work.audit("report-template.amend", "report-template", edition=made.edition, sha256=made.sha256)
    return made
