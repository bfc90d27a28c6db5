"""Message boards: opened, amended and closed by policy events; questions asked under them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.inquiry import BoardClosed, BoardOpened
from gongkai.events.policy import PolicyAmended, PolicyPublished, PolicyWithdrawn
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.board import Board, Clause
from inquiry_service.question.domain.question import Original, Question
from inquiry_service.question.store import boards
from inquiry_service.question.store import boards as store
from inquiry_service.receipts.usecases.intake import Email, Receipt, Receiving, asked, receipt_of, write_down


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


async def amend_board(event: PolicyAmended, work: Work) -> None:
    board = await store.board_or_none(work.db, event.aggregate_id)
    if board is None or event.edition <= board.edition:
        return
    await store.save(work.db, board.amended(board_of(event)))


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


class AskedQuestion(Body):
    """What a citizen wants to know, about which clause, and where the asker may be reached."""

    text: Annotated[str, Prose(2000, least=5)] = Field(description="The question")
    email: Email = Field("", description="Private, optional: the answer is told there")
    clause: Annotated[str, Line(80, least=0)] = Field("", description="Id of one of the board's clauses, optional")


async def ask_question(policy_id: UUID, question: AskedQuestion, receiving: Receiving, work: Work) -> Receipt:
    board = await boards.board_kept_as_it_is(work.db, policy_id)
    board.require_open()
    kept = await write_down(
        Question(
            id=work.new_id(),
            receipt_no="",
            policy_id=policy_id,
            clause=board.clause(question.clause) if question.clause else None,
            unit=board.drafting_unit,
            text="",
            asked_at=work.now,
        ),
        Original(text=question.text, email=question.email),
        receiving,
        work,
    )
    [[clock]] = await work.clocks.start([kept.id], [kept.limit], [work.now])
    work.announce(asked(kept, clock, work))
    return receipt_of(kept, clock, receiving)
