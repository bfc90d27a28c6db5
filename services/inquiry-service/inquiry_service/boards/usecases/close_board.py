"""A policy was withdrawn: nobody may ask under it any more; what was asked is still answered."""

from gongkai.events.inquiry import BoardClosed
from gongkai.events.policy import PolicyWithdrawn
from gongkai.unit_of_work import Work
from inquiry_service.boards import store


async def close_board(event: PolicyWithdrawn, work: Work) -> None:
    board = await store.board_or_none(work.db, event.aggregate_id)
    if board is None or not board.is_open:
        if board and event.emergency and not board.hidden:
            await store.save(work.db, board.hide())
        return
    closed = await store.save(work.db, board.close(event.withdrawn_at, hidden=event.emergency))
    work.announce(
        BoardClosed(
            aggregate_id=closed.policy_id,
            version=closed.version,
            ref=closed.document_no,
            unit=closed.drafting_unit,
            policy_id=closed.policy_id,
        )
    )
