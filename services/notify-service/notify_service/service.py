"""notify-service as a value: what it watches, the doors it has and what it does by itself."""

from pathlib import Path
from typing import Final

from gongkai.http.access import AccessTable, public, staff
from gongkai.runtime.service import Service
from gongkai_dev.demo.routes import tokens_router
from notify_service.board import api as clocks
from notify_service.board import pages as board
from notify_service.calendar import api as calendar
from notify_service.calendar import pages as calendar_page
from notify_service.delivery.subscribers import subscribers as delivery_subscribers
from notify_service.delivery.timers import timers
from notify_service.inbox import api as warnings
from notify_service.inbox import pages as inbox
from notify_service.login import pages as login
from notify_service.ops import api as ops
from notify_service.ops import pages as ops_page
from notify_service.ops.gateways import health_client
from notify_service.ops.store import business_health
from notify_service.watch.store.tables import metadata
from notify_service.watch.subscribers import subscribers as watch_subscribers

HERE: Final = Path(__file__).parent

BOARD = staff("clerk", "head", "office", "ops", "auditor")
OPS = staff("ops", "office", "auditor")

ACCESS: Final[AccessTable] = {
    ("GET", "/api/v1/calendar"): public(),
    ("GET", "/api/v1/calendar/due"): public(),
    ("GET", "/api/v1/calendar/days"): public(),
    ("GET", "/api/v1/clocks"): BOARD,
    ("GET", "/api/v1/warnings"): staff(),
    ("GET", "/api/v1/warnings/{warning_id}"): staff(),
    ("POST", "/api/v1/warnings/{warning_id}/acknowledgement"): staff(),
    ("GET", "/api/v1/ops"): OPS,
    ("POST", "/api/v1/demo/tokens"): public(),
    ("GET", "/calendar"): public(),
    ("GET", "/keyboard"): public(),
    ("GET", "/desk"): public(),
    ("GET", "/desk/login"): public(),
    ("POST", "/desk/login"): public(),
    ("POST", "/desk/logout"): public(),
    ("GET", "/desk/queue"): staff(),
    ("GET", "/desk/board"): BOARD,
    ("GET", "/desk/warnings"): staff(),
    ("POST", "/desk/warnings/{warning_id}/acknowledgement"): staff(),
    ("GET", "/desk/inbox"): staff(),
    ("GET", "/ops"): OPS,
}

SERVICE: Final = Service(
    name="notify",
    title="时限预警",
    metadata=metadata,
    migrations=HERE / "migrations",
    templates=HERE / "templates",
    segments=(
        "clocks",
        "warnings",
        "calendar",
        "keyboard",
        "inbox",
        "board",
        "desk",
        "login",
        "logout",
        "queue",
        "ops",
        "demo",
        "static",
        "notify-service",
    ),
    routers=(calendar.router, clocks.router, warnings.router, ops.router, tokens_router),
    pages=(
        login.router,
        board.router,
        inbox.router,
        calendar_page.router,
        ops_page.router,
    ),
    access=ACCESS,
    topics=("gongkai.policy", "gongkai.inquiry", "gongkai.ticket"),
    subscriptions=(*watch_subscribers, *delivery_subscribers),
    timers=timers,
    health=business_health,
    opening=(health_client,),
)
