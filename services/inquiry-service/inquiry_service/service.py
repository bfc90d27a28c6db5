"""The inquiry service: citizens ask under a policy or about a matter, and are answered within five working days."""

from pathlib import Path
from typing import Final

from gongkai.service import Service
from inquiry_service.api import boards, citizens, figures, inquiries
from inquiry_service.domain.limits import LIMITS
from inquiry_service.pages import boards as board_pages
from inquiry_service.pages import consultations, desk, desk_lists, status
from inquiry_service.store.health import business_health
from inquiry_service.store.tables import metadata
from inquiry_service.subscribers import subscribers
from inquiry_service.timers import timers
from inquiry_service.usecases.counter import open_counter

FOLDER: Final = Path(__file__).parent

SERVICE: Final = Service(
    name="inquiry",
    title="留言咨询",
    metadata=metadata,
    migrations=FOLDER / "migrations",
    templates=FOLDER / "templates",
    segments=("boards", "inquiries", "status", "inquiry-service"),
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
    topics=("gongkai.policy",),
    subscriptions=subscribers,
    timers=timers,
    health=business_health,
    opening=(open_counter,),
)
