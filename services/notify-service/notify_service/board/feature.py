"""The board of all limits, and the queue of a unit."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from notify_service.board import api, pages
from notify_service.board.domain import BOARD_READERS

BOARD: Final = Feature(
    name="board",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    menu=(
        Menu(path="/desk/queue", words="待办队列", place=10),
        Menu(path="/desk/board", words="时限看板", place=60, roles=BOARD_READERS, more=True),
        Menu(path="/desk/board", words="时限看板", place=20, section="ops", roles=BOARD_READERS),
    ),
)
