"""notify-service as a value: what it watches, the doors it has and what it does by itself."""

from pathlib import Path
from typing import Final

from gongkai.actor import Role
from gongkai.http.access import AccessTable, public, staff
from gongkai.runtime.service import Feature, Menu, Service
from notify_service.board import api as clocks
from notify_service.board.pages import board, queue
from notify_service.calendar import api as calendar
from notify_service.calendar import pages as calendar_page
from notify_service.inbox import api as warnings
from notify_service.inbox import pages as inbox
from notify_service.login.pages import keyboard, login
from notify_service.ops import api as ops
from notify_service.ops import pages as ops_page
from notify_service.ops.gateways import health_client
from notify_service.ops.store import business_health
from notify_service.settings import NotifySettings
from notify_service.subscribers import subscribers
from notify_service.timers import timers
from notify_service.watch.store.tables import metadata

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

BOARD_READERS: Final = (Role.clerk, Role.head, Role.office, Role.ops, Role.auditor)

ALL: Final = Feature(
    name="notify",
    templates=HERE / "templates",
    routers=(calendar.router, clocks.router, warnings.router, ops.router),
    pages=(
        login.router,
        queue.router,
        board.router,
        inbox.router,
        calendar_page.router,
        keyboard.router,
        ops_page.router,
    ),
    access=ACCESS,
    subscriptions=subscribers,
    timers=timers,
    health=business_health,
    resources=(health_client,),
    menu=(
        Menu(path="/calendar", words="工作日计算", place=40, section="citizen", extra=True),
        Menu(path="/desk/queue", words="待办队列", place=10),
        Menu(path="/desk/warnings", words="预警", place=50),
        Menu(path="/desk/board", words="时限看板", place=60, roles=BOARD_READERS, more=True),
        Menu(path="/ops", words="运行状况", place=10, section="ops"),
        Menu(path="/desk/board", words="时限看板", place=20, section="ops", roles=BOARD_READERS),
    ),
)

SERVICE: Final = Service(
    name="notify",
    title="时限预警",
    metadata=metadata,
    migrations=HERE / "migrations",
    settings=NotifySettings,
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
    features=(ALL,),
    topics=("gongkai.policy", "gongkai.inquiry", "gongkai.ticket"),
)
