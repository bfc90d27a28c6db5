"""A later edition took the place of a policy: its board goes on, under the new title and with the new clauses."""

from gongkai.events.policy import PolicyAmended
from gongkai.unit_of_work import Work
from inquiry_service.boards import store
from inquiry_service.boards.usecases.open_board import board_of


async def amend_board(event: PolicyAmended, work: Work) -> None:
    board = await store.board_or_none(work.db, event.aggregate_id)
    if board is None or event.edition <= board.edition:
        return
    await store.save(work.db, board.amended(board_of(event)))
