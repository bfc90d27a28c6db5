"""A later edition took the place of a policy: its board goes on, under the new title and with the new clauses."""

from gongkai.database.work import Work
from gongkai.events.policy import PolicyAmended
from inquiry_service.domain.board import Clause
from inquiry_service.store import boards as store


async def amend_board(event: PolicyAmended, work: Work) -> None:
    board = await store.board_or_none(work.db, event.aggregate_id)
    if board is None or event.edition <= board.edition:
        return
    clauses = tuple(Clause(one.id, one.title) for one in event.clauses)
    amended = board.amended(title=event.title, document_no=event.document_no, clauses=clauses, edition=event.edition)
    await store.save(work.db, amended)
