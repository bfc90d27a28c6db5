"""The ticket service as a value: its tables, doors, limits and timers."""

from pathlib import Path

from gongkai.delivery.api import ledger_access, ledger_router
from gongkai.delivery.courier import Consequences, courier_for
from gongkai.service import Service
from ticket_service.api import hotline as hotline_api
from ticket_service.api import tickets as tickets_api
from ticket_service.domain.callback import REPORT
from ticket_service.domain.ticket import LIMITS
from ticket_service.gateways import hotline
from ticket_service.pages import case
from ticket_service.store.health import business_health
from ticket_service.store.tables import metadata
from ticket_service.timers import timers
from ticket_service.usecases.confirm_report import confirm_report
from ticket_service.usecases.strand_report import strand_report

OWN = "/api/v1/ticket-service"
HERE = Path(__file__).parent
WHEN_DELIVERED = {REPORT: Consequences(on_delivered=confirm_report, on_dead=strand_report)}

SERVICE = Service(
    name="ticket",
    title="热线办件",
    metadata=metadata,
    migrations=HERE / "migrations",
    templates=HERE / "templates",
    segments=("tickets", "hotline", "ticket-service"),
    routers=(hotline_api.router, tickets_api.router, tickets_api.clocks_router, ledger_router(OWN)),
    pages=(case.router, case.clock_pages),
    access={**hotline_api.access, **tickets_api.access, **ledger_access(OWN), **case.access},
    limits=LIMITS,
    timers=timers,
    health=business_health,
    opening=(hotline_api.open_intake, courier_for(hotline.endpoints, WHEN_DELIVERED)),
)
