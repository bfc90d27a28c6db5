"""Closing reports: written, examined, signed, sent to the hotline."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.service import Feature, Menu
from ticket_service.closing_report import api
from ticket_service.closing_report.pages import report_files, report_template
from ticket_service.closing_report.subscribers import SUBSCRIBERS
from ticket_service.closing_report.usecases.report_template import open_report_template

CLOSING_REPORT: Final = Feature(
    name="closing report",
    routers=(api.router, api.template_router),
    pages=(report_template.router, report_files.router),
    templates=Path(__file__).parent / "templates",
    subscriptions=SUBSCRIBERS,
    resources=(open_report_template,),
    menu=(Menu(path="/desk/report-template", words="报告模板", place=90, roles=(Role.head, Role.office), more=True),),
)
