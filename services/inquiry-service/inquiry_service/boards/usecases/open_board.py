"""A policy was published: citizens may ask under it from now on (§3)."""

from gongkai.events.inquiry import BoardOpened
from gongkai.events.policy import PolicyAmended, PolicyPublished
from gongkai.unit_of_work import Work
from inquiry_service.boards import store
from inquiry_service.question.domain.board import Board, Clause


async def open_board(event: PolicyPublished, work: Work) -> None:
    """The board is new, or was closed by a withdrawal that is over."""
    known = await store.board_or_none(work.db, event.aggregate_id)
    if known is None:
        board = board_of(event)
        if not await store.add(work.db, board):
            return
    elif known.is_open:
        return
    else:
        board = await store.save(work.db, known.open_again(board_of(event)))
    work.announce(
        BoardOpened(
            aggregate_id=board.policy_id,
            version=board.version,
            ref=board.document_no,
            unit=board.drafting_unit,
            policy_id=board.policy_id,
        )
    )


def board_of(event: PolicyPublished | PolicyAmended) -> Board:
    """The board as the event describes its policy."""
    return Board(
        policy_id=event.aggregate_id,
        title=event.title,
        document_no=event.document_no,
        drafting_unit=event.drafting_unit,
        clauses=tuple(Clause(one.id, one.title) for one in event.clauses),
        edition=event.edition,
        opened_at=event.published_at,
    )
