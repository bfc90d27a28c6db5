"""The message board of a policy (§3): it opens when the policy is published and closes when it is withdrawn."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from gongkai.refusals import Ground, Refusal


class BoardState(StrEnum):
    open = "open"
    closed = "closed"


class BoardUnknown(Refusal):
    """There is no message board under this policy."""

    code = "board-unknown"
    ground = Ground.unknown


class BoardIsClosed(Refusal):
    """The policy was withdrawn; nobody may ask under it any more."""

    code = "board-closed"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A row of the `board` table. `drafting_unit` owes the answers."""

    policy_id: UUID
    title: str
    document_no: str
    drafting_unit: str
    state: BoardState = BoardState.open
    opened_at: datetime
    closed_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is BoardState.open

    def require_open(self) -> None:
        if not self.is_open:
            raise BoardIsClosed("这份文件已经撤下，留言板已关闭，不再接受新的咨询。已有咨询的答复不受影响。")

    def close(self, at: datetime) -> Self:
        return replace(self, state=BoardState.closed, closed_at=at)
