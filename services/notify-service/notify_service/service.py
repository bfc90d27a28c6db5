"""notify-service as a value: what it watches, warns of and shows to people."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Service
from notify_service.board.feature import BOARD
from notify_service.calendar.feature import CALENDAR
from notify_service.delivery.feature import DELIVERY
from notify_service.inbox.feature import INBOX
from notify_service.login.feature import LOGIN
from notify_service.ops.feature import OPS
from notify_service.settings import NotifySettings
from notify_service.warnings.feature import WARNINGS
from notify_service.watch.feature import WATCH
from notify_service.watch.store.tables import metadata

SERVICE: Final = Service(
    name="notify",
    title="时限预警",
    metadata=metadata,
    migrations=Path(__file__).parent / "migrations",
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
    features=(CALENDAR, BOARD, INBOX, OPS, LOGIN, WATCH, WARNINGS, DELIVERY),
    topics=("gongkai.policy", "gongkai.inquiry", "gongkai.ticket"),
    settings=NotifySettings,
)
