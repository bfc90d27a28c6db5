"""The ticket service as a value: its tables, doors, limits and timers."""

from pathlib import Path

from gongkai.actor import Role
from gongkai.mounts.ledger_api import LedgerHooks, ledger_router
from gongkai.runtime.blobs import open_blob_store
from gongkai.runtime.deliveries import courier_for
from gongkai.runtime.service import Feature, Menu, Service
from gongkai.webhooks.courier import Consequences
from ticket_service.attachments import api as files_api
from ticket_service.attachments import pages as files
from ticket_service.callbacks.pages import deliveries
from ticket_service.callbacks.store import snapshot
from ticket_service.callbacks.usecases import note_replay
from ticket_service.casework.api import handling as handling_api
from ticket_service.casework.api import tickets as tickets_api
from ticket_service.casework.pages import case, case_acts, case_citizen, case_office, report
from ticket_service.casework.pages import worklist as tickets_pages
from ticket_service.casework.store.health import business_health
from ticket_service.closing_report.api import report_template as report_template_api
from ticket_service.closing_report.api import reports as reports_api
from ticket_service.closing_report.domain.report_payload import REPORT, UPLOAD
from ticket_service.closing_report.pages import report_template
from ticket_service.closing_report.usecases.confirm_report import confirm_report
from ticket_service.closing_report.usecases.confirm_upload import confirm_upload
from ticket_service.closing_report.usecases.mark_report_undelivered import strand_report
from ticket_service.closing_report.usecases.mark_upload_undelivered import strand_upload
from ticket_service.closing_report.usecases.report_templates import open_report_template
from ticket_service.hotline.gateways import partner as hotline
from ticket_service.intake.api import webhook as hotline_api
from ticket_service.linking.api import links as joining_api
from ticket_service.linking.api import parts as parts_api
from ticket_service.rates import api as rates_api
from ticket_service.rates import pages as rates
from ticket_service.reconciliation.api import manifest as manifest_api
from ticket_service.reconciliation.api import reconciliation as reconciliation_api
from ticket_service.reconciliation.pages import reconciliation
from ticket_service.reply_templates import api as templates_api
from ticket_service.reply_templates import pages as reply_templates
from ticket_service.routing.api import dispatch as dispatch_api
from ticket_service.routing.api import objections as objections_api
from ticket_service.routing.pages import dispatch
from ticket_service.settings import TicketSettings
from ticket_service.subscribers import subscribers
from ticket_service.ticket.domain.lifecycle_drawing import course_page
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.store.tables import metadata
from ticket_service.ticket.store.tickets import copy_dates
from ticket_service.ticket.values.option_lists import options_table
from ticket_service.timers import timers

OWN = "/api/v1/ticket-service"
HERE = Path(__file__).parent
WHEN_DELIVERED = {
    REPORT: Consequences(on_delivered=confirm_report, on_dead=strand_report),
    UPLOAD: Consequences(on_delivered=confirm_upload, on_dead=strand_upload),
}

HANDLERS = (Role.clerk, Role.head, Role.office)
READERS = (*HANDLERS, Role.secrecy, Role.auditor)
KEEPERS = (Role.office, Role.ops)
COMPARERS = (Role.office, Role.ops, Role.auditor)

ALL = Feature(
    name="ticket",
    templates=HERE / "templates",
    routers=(
        hotline_api.router,
        tickets_api.router,
        tickets_api.clocks_router,
        joining_api.router,
        parts_api.router,
        handling_api.router,
        objections_api.router,
        dispatch_api.router,
        reports_api.router,
        templates_api.router,
        files_api.router,
        report_template_api.router,
        manifest_api.router,
        rates_api.router,
        reconciliation_api.router,
        ledger_router(OWN, LedgerHooks(replayed=note_replay, snapshot=snapshot)),
    ),
    fast_reads=tickets_api.ready,
    pages=(
        tickets_pages.router,
        reply_templates.router,
        case.router,
        case.clock_pages,
        case_acts.router,
        case_citizen.router,
        case_office.router,
        report.router,
        files.router,
        report_template.router,
        deliveries.router,
        dispatch.router,
        rates.router,
        reconciliation.router,
    ),
    access={
        **tickets_api.access,
        **joining_api.access,
        **parts_api.access,
        **handling_api.access,
        **objections_api.access,
        **dispatch_api.access,
        **dispatch.access,
        **reports_api.access,
        **files_api.access,
        **report_template_api.access,
        **tickets_pages.access,
        **reply_templates.access,
        **templates_api.access,
        **case.access,
        **case_acts.access,
        **case_citizen.access,
        **case_office.access,
        **report.access,
        **files.access,
        **report_template.access,
        **deliveries.access,
        **manifest_api.access,
        **rates_api.access,
        **rates.access,
        **reconciliation_api.access,
        **reconciliation.access,
    },
    limits=LIMITS,
    subscriptions=subscribers,
    timers=timers,
    health=business_health,
    documents={"ticket-states.md": course_page, "hotline.md#options": options_table},
    resources=(
        hotline_api.open_intake,
        open_blob_store,
        open_report_template,
        courier_for(hotline.endpoints, WHEN_DELIVERED),
    ),
    menu=(
        Menu(path="/desk/tickets", words="热线工单", place=20, roles=READERS),
        Menu(path="/desk/rates", words="办件指标", place=70, roles=(Role.head, Role.office, Role.auditor), more=True),
        Menu(path="/desk/reply-templates", words="答复模板", place=80, roles=HANDLERS, more=True),
        Menu(path="/desk/report-template", words="报告模板", place=90, roles=(Role.head, Role.office), more=True),
        Menu(path="/desk/dispatch", words="派单规则", place=100, roles=(Role.office,), more=True),
        Menu(path="/desk/hotline/deliveries", words="热线报送", place=110, roles=KEEPERS, more=True),
        Menu(path="/desk/hotline/reconciliation", words="热线对账", place=120, roles=COMPARERS, more=True),
        Menu(path="/desk/hotline/deliveries", words="热线报送", place=30, section="ops", roles=KEEPERS, extra=True),
        Menu(
            path="/desk/hotline/reconciliation", words="热线对账", place=40, section="ops", roles=COMPARERS, extra=True
        ),
    ),
)

SERVICE = Service(
    name="ticket",
    title="热线办件",
    metadata=metadata,
    migrations=HERE / "migrations",
    settings=TicketSettings,
    segments=(
        "tickets",
        "hotline",
        "dispatch",
        "dispatch-table",
        "rates",
        "ticket-service",
        "report-template",
        "reply-templates",
    ),
    features=(ALL,),
    clocks_copied=copy_dates,
    topics=("gongkai.policy",),
)
