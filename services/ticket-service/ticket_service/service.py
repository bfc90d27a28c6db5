"""The ticket service: the hotline's orders, from the message to the signed report."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Service
from ticket_service.attachments.feature import ATTACHMENTS
from ticket_service.callbacks.feature import CALLBACKS
from ticket_service.casework.feature import CASEWORK
from ticket_service.closing_report.feature import CLOSING_REPORT
from ticket_service.handling.feature import HANDLING
from ticket_service.intake.feature import INTAKE
from ticket_service.linking.feature import LINKING
from ticket_service.rates.feature import RATES
from ticket_service.reconciliation.feature import RECONCILIATION
from ticket_service.reply_templates.feature import REPLY_TEMPLATES
from ticket_service.requests.feature import REQUESTS
from ticket_service.routing.feature import ROUTING
from ticket_service.settings import TicketSettings
from ticket_service.ticket.feature import TICKET
from ticket_service.ticket.store.tables import metadata
from ticket_service.ticket.store.tickets import copy_dates

SERVICE: Final = Service(
    name="ticket",
    title="热线办件",
    metadata=metadata,
    migrations=Path(__file__).parent / "migrations",
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
    features=(
        TICKET,
        INTAKE,
        CASEWORK,
        LINKING,
        HANDLING,
        REQUESTS,
        ROUTING,
        CLOSING_REPORT,
        REPLY_TEMPLATES,
        ATTACHMENTS,
        RATES,
        RECONCILIATION,
        CALLBACKS,
    ),
    settings=TicketSettings,
    clocks_copied=copy_dates,
    topics=("gongkai.policy",),
)
