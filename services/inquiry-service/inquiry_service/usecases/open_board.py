"""A policy was published: citizens may ask under it from now on (§3)."""

from gongkai.database.work import Work
from gongkai.events.inquiry import BoardOpened
from gongkai.events.policy import PolicyPublished
from inquiry_service.domain.board import Board, Clause
from inquiry_service.store import boards as store


async def open_board(event: PolicyPublished, work: Work) -> None:
    """The board is new, or was closed by a withdrawal that is over."""
    clauses = tuple(Clause(one.id, one.title) for one in event.clauses)
    board = Board(
        policy_id=event.aggregate_id,
        title=event.title,
        document_no=event.document_no,
        drafting_unit=event.drafting_unit,
        clauses=clauses,
        edition=event.edition,
        opened_at=event.published_at,
    )
    known = await store.board_or_none(work.db, event.aggregate_id)
    if known is None:
        if not await store.add(work.db, board):
            return
    elif known.is_open:
        return
    else:
        again = known.open_again(event.drafting_unit).amended(
            title=event.title, document_no=event.document_no, clauses=clauses, edition=event.edition
        )
        board = await store.save(work.db, again)
    work.announce(
        BoardOpened(
            aggregate_id=board.policy_id,
            version=board.version,
            ref=board.document_no,
            unit=board.drafting_unit,
            policy_id=board.policy_id,
        )
    )
