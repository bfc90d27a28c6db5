"""Call-backs: what goes to the hotline is delivered, tried again, and looked after."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.runtime.deliveries import DELIVERIES, courier_for
from gongkai.runtime.service import Feature, Menu
from gongkai.webhooks.courier import Consequences
from ticket_service.callbacks import api, pages
from ticket_service.closing_report.usecases.report_delivery import (
    confirm_report,
    confirm_upload,
    mark_report_undelivered,
    mark_upload_undelivered,
)
from ticket_service.ticket.domain.notices import REPORT, UPLOAD
from ticket_service.ticket.gateways import endpoints

PAGE: Final = "/desk/hotline/deliveries"
TITLE: Final = "热线报送"
KEEPERS: Final = (Role.office, Role.ops)
WHEN_DELIVERED: Final = {
    REPORT: Consequences(on_delivered=confirm_report, on_dead=mark_report_undelivered),
    UPLOAD: Consequences(on_delivered=confirm_upload, on_dead=mark_upload_undelivered),
}
CALLBACKS: Final = Feature(
    name="callbacks",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    timers=(DELIVERIES,),
    resources=(courier_for(endpoints, WHEN_DELIVERED),),
    menu=(
        Menu(path=PAGE, words=TITLE, place=110, roles=KEEPERS, more=True),
        Menu(path=PAGE, words=TITLE, place=30, section="ops", roles=KEEPERS, extra=True),
    ),
)
