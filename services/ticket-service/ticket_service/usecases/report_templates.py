"""The form of the closing report, read and checked once when the service starts; an unfit one stops the start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from gongkai.running import Running
from ticket_service.domain.report_template import ReportTemplate, load_template

PART: Final = "report template"


@asynccontextmanager
async def open_report_template(running: Running) -> AsyncIterator[None]:
    """For `Service.opening`."""
    running.parts[PART] = await asyncio.to_thread(load_template, running.settings.report_template)
    yield


def template_of(running: Running) -> ReportTemplate:
    """The form in use."""
    template: ReportTemplate = running.parts[PART]
    return template
