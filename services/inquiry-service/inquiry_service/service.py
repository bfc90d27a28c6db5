"""The inquiry service: citizens ask under a policy, the drafting unit answers within five working days."""

from pathlib import Path
from typing import Final

from gongkai.service import Service
from inquiry_service.api import boards, inquiries
from inquiry_service.domain.question import REPLY_WITHIN
from inquiry_service.pages import boards as board_pages
from inquiry_service.pages import desk, status
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
    routers=(boards.router, inquiries.router, inquiries.clock_router),
    pages=(board_pages.router, status.router, desk.router, desk.explaining),
    access={**boards.access, **inquiries.access, **board_pages.access, **status.access, **desk.access},
    limits=(REPLY_WITHIN,),
    topics=("gongkai.policy",),
    subscriptions=subscribers,
    timers=timers,
    opening=(open_counter,),
)
