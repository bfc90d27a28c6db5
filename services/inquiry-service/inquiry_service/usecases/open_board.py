"""A policy was published: citizens may ask under it from now on (§3)."""

from gongkai.database.work import Work
from gongkai.events.inquiry import BoardOpened
from gongkai.events.policy import PolicyPublished
from inquiry_service.domain.board import Board
from inquiry_service.store import boards as store


async def open_board(event: PolicyPublished, work: Work) -> None:
    board = Board(
        policy_id=event.aggregate_id,
        title=event.title,
        document_no=event.document_no,
        drafting_unit=event.drafting_unit,
        opened_at=event.published_at,
    )
    if await store.add(work.db, board):
        work.announce(
            BoardOpened(
                aggregate_id=board.policy_id,
                version=board.version,
                ref=board.document_no,
                unit=board.drafting_unit,
                policy_id=board.policy_id,
            )
        )
