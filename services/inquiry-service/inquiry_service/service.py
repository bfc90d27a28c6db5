"""The inquiry service: citizens ask under a policy or about a matter, and are answered within five working days."""

from pathlib import Path
from typing import Final

from gongkai.mail.settings import MailSettings
from gongkai.runtime.service import Feature, Menu, Service
from inquiry_service.boards import api as boards
from inquiry_service.boards import pages as board_pages
from inquiry_service.casework.api import figures, inquiries
from inquiry_service.casework.pages import desk, desk_lists
from inquiry_service.casework.store.health import business_health
from inquiry_service.consultations import pages as consultations
from inquiry_service.question.domain.limits import LIMITS
from inquiry_service.question.store.tables import metadata
from inquiry_service.receipts import api as citizens
from inquiry_service.receipts.pages import status
from inquiry_service.receipts.usecases.public_intake import open_counter
from inquiry_service.subscribers import subscribers
from inquiry_service.timers import timers

FOLDER: Final = Path(__file__).parent

ALL: Final = Feature(
    name="inquiry",
    templates=FOLDER / "templates",
    routers=(boards.router, citizens.router, figures.router, inquiries.router, inquiries.clock_router),
    pages=(
        board_pages.router,
        consultations.router,
        status.router,
        desk_lists.router,
        desk.router,
        desk.explaining,
    ),
    access={
        **boards.access,
        **citizens.access,
        **figures.access,
        **inquiries.access,
        **board_pages.access,
        **consultations.access,
        **status.access,
        **desk_lists.access,
        **desk.access,
    },
    limits=LIMITS,
    subscriptions=subscribers,
    timers=timers,
    health=business_health,
    resources=(open_counter,),
    menu=(
        Menu(path="/inquiries/new", words="我要咨询", place=20, section="citizen"),
        Menu(path="/status", words="办理进度", place=30, section="citizen"),
        Menu(path="/desk/inquiries", words="咨询", place=30),
    ),
)

SERVICE: Final = Service(
    name="inquiry",
    title="留言咨询",
    metadata=metadata,
    migrations=FOLDER / "migrations",
    settings=MailSettings,
    segments=("boards", "inquiries", "status", "inquiry-service"),
    features=(ALL,),
    topics=("gongkai.policy",),
)
