"""All SQL about message boards, and nothing else; column names are field names."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.refusals import ChangedMeanwhile
from inquiry_service.question.domain.board import Board, BoardState, BoardUnknown
from inquiry_service.question.store.tables import boards


async def board(db: AsyncConnection, policy_id: UUID) -> Board:
    """The board under a policy."""
    return _one((await db.execute(select(boards).where(boards.c.policy_id == policy_id))).one_or_none())


async def share_board(db: AsyncConnection, policy_id: UUID) -> Board:
    """The board, held so that it does not close before this transaction ends; many may hold it at once."""
    wanted = select(boards).where(boards.c.policy_id == policy_id).with_for_update(read=True, key_share=False)
    return _one((await db.execute(wanted)).one_or_none())


async def lock_board(db: AsyncConnection, policy_id: UUID) -> Board | None:
    """The board under a policy, if it was ever opened; locked against others who would change it."""
    wanted = select(boards).where(boards.c.policy_id == policy_id).with_for_update()
    row = (await db.execute(wanted)).one_or_none()
    return None if row is None else as_board(row)


async def titles(db: AsyncConnection, policy_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of policies, in one statement (none for no policies)."""
    wanted = set(policy_ids)
    if not wanted:
        return {}
    rows = await db.execute(select(boards.c.policy_id, boards.c.title).where(boards.c.policy_id.in_(wanted)))
    return {row.policy_id: row.title for row in rows}


async def add(db: AsyncConnection, board: Board) -> bool:
    """Open a board unless the policy has one; whether it is new."""
    written = await db.execute(
        insert(boards).values(as_row(board)).on_conflict_do_nothing().returning(boards.c.policy_id)
    )
    return written.one_or_none() is not None


async def save(db: AsyncConnection, board: Board) -> Board:
    """Write the board if its version is the one read; returns the new version. Raises ChangedMeanwhile."""
    saved = replace(board, version=board.version + 1)
    here = (boards.c.policy_id == board.policy_id, boards.c.version == board.version)
    if (await db.execute(update(boards).where(*here).values(as_row(saved)))).rowcount == 0:
        raise ChangedMeanwhile("留言板刚有变动，请重试。")
    return saved


def as_row(board: Board) -> dict[str, Any]:
    """The columns of a board."""
    return {field.name: getattr(board, field.name) for field in fields(board)}


def as_board(row: Row[Any]) -> Board:
    """A board from its columns."""
    columns = dict(row._mapping)
    columns["state"] = BoardState(columns["state"])
    return Board(**columns)


def _one(row: Row[Any] | None) -> Board:
    if row is None:
        raise BoardUnknown("没有找到这份文件的留言板。")
    return as_board(row)
