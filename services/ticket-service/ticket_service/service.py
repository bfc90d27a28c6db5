"""The ticket service as a value: its tables, doors, limits and timers."""

from pathlib import Path

from gongkai.files.blob_store import open_vault
from gongkai.mounts.ledger_api import Keeping, ledger_access, ledger_router
from gongkai.runtime.service import Service
from gongkai.webhooks.courier import DELIVERIES, Consequences, courier_for
from ticket_service.attachments import api as files_api
from ticket_service.attachments import pages as files
from ticket_service.attachments import timers as attachments_timers
from ticket_service.callbacks import pages as deliveries
from ticket_service.callbacks.store import snapshot
from ticket_service.callbacks.usecases import note_replay
from ticket_service.casework import api as tickets_api
from ticket_service.casework.pages import case, case_acts, case_citizen, case_office, report
from ticket_service.casework.pages import worklist as tickets_pages
from ticket_service.casework.store import business_health
from ticket_service.closing_report import api as reports_api
from ticket_service.closing_report import pages as report_template
from ticket_service.closing_report.subscribers import SUBSCRIBERS
from ticket_service.closing_report.usecases.report_delivery import (
    confirm_report,
    confirm_upload,
    strand_report,
    strand_upload,
)
from ticket_service.closing_report.usecases.report_template import open_report_template
from ticket_service.handling import api as handling_api
from ticket_service.intake.api import webhook as hotline_api
from ticket_service.linking import api as linking_api
from ticket_service.linking import timers as linking_timers
from ticket_service.rates import api as rates_api
from ticket_service.rates import pages as rates
from ticket_service.reconciliation import api as reconciliation_api
from ticket_service.reconciliation import pages as reconciliation
from ticket_service.reconciliation import timers as reconciliation_timers
from ticket_service.reply_templates import api as templates_api
from ticket_service.reply_templates import pages as reply_templates
from ticket_service.requests import api as requests_api
from ticket_service.routing import api as routing_api
from ticket_service.routing import pages as dispatch
from ticket_service.ticket import gateways as hotline
from ticket_service.ticket.domain.lifecycle_drawing import course_page
from ticket_service.ticket.domain.notices import REPORT, UPLOAD
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.store.tables import metadata
from ticket_service.ticket.store.tickets import copy_dates

OWN = "/api/v1/ticket-service"
HERE = Path(__file__).parent
WHEN_DELIVERED = {
    REPORT: Consequences(on_delivered=confirm_report, on_dead=strand_report),
    UPLOAD: Consequences(on_delivered=confirm_upload, on_dead=strand_upload),
}

SERVICE = Service(
    name="ticket",
    title="热线办件",
    metadata=metadata,
    migrations=HERE / "migrations",
    templates=HERE / "templates",
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
    routers=(
        hotline_api.router,
        tickets_api.router,
        tickets_api.clocks_router,
        requests_api.router,
        handling_api.router,
        routing_api.tickets_router,
        linking_api.router,
        reports_api.router,
        routing_api.router,
        templates_api.router,
        files_api.router,
        reports_api.template_router,
        reconciliation_api.manifest_router,
        rates_api.router,
        reconciliation_api.router,
        ledger_router(OWN, Keeping(replayed=note_replay, snapshot=snapshot)),
    ),
    ready=tickets_api.ready,
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
        **hotline_api.access,
        **tickets_api.access,
        **handling_api.access,
        **requests_api.access,
        **linking_api.access,
        **routing_api.tickets_access,
        **routing_api.access,
        **dispatch.access,
        **reports_api.access,
        **reports_api.template_access,
        **files_api.access,
        **ledger_access(OWN),
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
        **rates_api.access,
        **rates.access,
        **reconciliation_api.access,
        **reconciliation_api.manifest_access,
        **reconciliation.access,
    },
    limits=LIMITS,
    clocks_copied=copy_dates,
    topics=("gongkai.policy",),
    subscriptions=SUBSCRIBERS,
    timers=(DELIVERIES, *attachments_timers.TIMERS, *reconciliation_timers.TIMERS, *linking_timers.TIMERS),
    health=business_health,
    documents={"ticket-states.md": course_page},
    opening=(
        hotline_api.open_intake,
        open_vault,
        open_report_template,
        courier_for(hotline.endpoints, WHEN_DELIVERED),
    ),
)
