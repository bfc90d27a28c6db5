"""Message boards: opened, amended and closed by policy events; questions asked under them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.events.inquiry import BoardClosed, BoardOpened
from gongkai.events.policy import PolicyAmended, PolicyPublished, PolicyWithdrawn
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.board import Board, PolicyClause
from inquiry_service.question.domain.question import Original, Question
from inquiry_service.question.store import boards
from inquiry_service.receipts.usecases.intake import Email, IntakeKit, Receipt, file_question, receipt_of


async def open_board(event: PolicyPublished, work: Work) -> None:
    """Open the board of a published policy (§3), also after a withdrawal that is over."""
    known = await boards.lock_board(work.db, event.aggregate_id)
    if known is None:
        board = board_of(event)
        if not await boards.add(work.db, board):
            return
    elif known.is_open:
        return
    else:
        board = await boards.save(work.db, known.open_again(board_of(event)))
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
    """Make the board that an event describes."""
    return Board(
        policy_id=event.aggregate_id,
        title=event.title,
        document_no=event.document_no,
        drafting_unit=event.drafting_unit,
        clauses=tuple(PolicyClause(one.id, one.title) for one in event.clauses),
        edition=event.edition,
        opened_at=event.published_at,
    )


async def amend_board(event: PolicyAmended, work: Work) -> None:
    """Put the board under the title and clauses of a later edition of its policy."""
    board = await boards.lock_board(work.db, event.aggregate_id)
    if board is None or event.edition <= board.edition:
        return
    await boards.save(work.db, board.amend(board_of(event)))


async def close_board(event: PolicyWithdrawn, work: Work) -> None:
    """Close the board of a withdrawn policy; what was asked is still answered."""
    board = await boards.lock_board(work.db, event.aggregate_id)
    if board is None or not board.is_open:
        if board and event.emergency and not board.hidden:
            await boards.save(work.db, board.hide())
        return
    closed = await boards.save(work.db, board.close(event.withdrawn_at, hidden=event.emergency))
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

    text: Annotated[str, Prose(2000, least=5), Field(description="The question"), Input("您的问题", "写明想了解什么。")]
    email: Annotated[
        Email,
        Field(description="Private, optional: the answer is told there"),
        Input("邮箱", "不公开。填写后，答复时发邮件告诉您。", widget=Widget.email, autocomplete="email"),
    ] = ""
    clause: Annotated[
        str,
        Line(80, least=0),
        Field(description="Id of one of the board's clauses, optional"),
        Input("问的是哪一条", "不清楚就不用选。", widget=Widget.select, blank="不针对某一条"),
    ] = ""


async def ask_question(policy_id: UUID, asked: AskedQuestion, kit: IntakeKit, work: Work) -> Receipt:
    """File a question under a policy; raises BoardUnknown, BoardIsClosed, ClauseUnknown."""
    board = await boards.share_board(work.db, policy_id)
    board.require_open()
    question = Question(
        id=work.new_id(),
        receipt_no="",
        policy_id=policy_id,
        clause=board.clause(asked.clause) if asked.clause else None,
        unit=board.drafting_unit,
        text="",
        asked_at=work.now,
    )
    filed, clock = await file_question(question, Original(text=asked.text, email=asked.email), kit, work)
    return receipt_of(filed, clock, kit)
