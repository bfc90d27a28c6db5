"""The message board of a policy (§3): it opens when the policy is published and closes when it is withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.refusals import Ground, Point, Refusal


class BoardState(StrEnum):
    open = "open"
    closed = "closed"


class BoardUnknown(Refusal):
    """There is no message board under this policy."""

    code = "board-unknown"
    ground = Ground.unknown


class BoardIsClosed(Refusal):
    """The policy was withdrawn; it takes no further question."""

    code = "board-closed"
    ground = Ground.untimely


class ClauseUnknown(Refusal):
    """The policy as it is public now has no such clause."""

    code = "clause-unknown"
    ground = Ground.unfit


NO_TITLE: Final = "已撤下的文件"
UNKNOWN_CLAUSE: Final = "文件里没有这一条，请从列表中选择。"


@dataclass(frozen=True, slots=True)
class PolicyClause:
    """A heading of a policy, with its anchor, that a question asks about or an answer names.

    A question keeps the title as it was, whatever a later edition calls the clause.
    """

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A row of the `board` table. `drafting_unit` owes the answers; `hidden` after an emergency withdrawal."""

    policy_id: UUID
    title: str
    document_no: str
    drafting_unit: str
    clauses: tuple[PolicyClause, ...] = ()
    edition: int = 1
    state: BoardState = BoardState.open
    hidden: bool = False
    opened_at: datetime
    closed_at: datetime | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state is BoardState.open

    def public_view(self) -> Self:
        """The board as the public sees it; after an emergency without title and clauses (§10)."""
        return replace(self, title=NO_TITLE, document_no="", clauses=()) if self.hidden else self

    def require_open(self) -> None:
        if not self.is_open:
            raise BoardIsClosed("这份文件已经撤下，留言板已关闭，不再接受新的咨询。已有咨询的答复不受影响。")

    def clause(self, clause_id: str, pointer: str = "/clause") -> PolicyClause:
        """The clause with this id in the present edition."""
        found = next((one for one in self.clauses if one.id == clause_id), None)
        if found is None:
            raise ClauseUnknown(UNKNOWN_CLAUSE, points=[Point(pointer, ClauseUnknown.code, UNKNOWN_CLAUSE)])
        return found

    def amend(self, edition: "Board") -> Self:
        """The board by a later edition of its policy; the unit that drafted that one owes the answers now."""
        return replace(
            self,
            title=edition.title,
            document_no=edition.document_no,
            drafting_unit=edition.drafting_unit,
            clauses=edition.clauses,
            edition=edition.edition,
        )

    def close(self, at: datetime, *, hidden: bool = False) -> Self:
        """The board closed to questions; `hidden` after an emergency (§10): only askers read their answers."""
        return replace(self, state=BoardState.closed, closed_at=at, hidden=hidden)

    def hide(self) -> Self:
        """An emergency came after the withdrawal."""
        return replace(self, hidden=True)

    def open_again(self, edition: "Board") -> Self:
        """The withdrawn policy is public again."""
        return replace(self.amend(edition), state=BoardState.open, closed_at=None, hidden=False)


def resolve_clauses(clause_ids: Sequence[str], known: Iterable[PolicyClause]) -> tuple[PolicyClause, ...]:
    """The clauses with these ids, in the order in which they are known."""
    by_id = {one.id: one for one in known}
    if points := [
        Point(f"/clauses/{place}", ClauseUnknown.code, UNKNOWN_CLAUSE)
        for place, one in enumerate(clause_ids)
        if one not in by_id
    ]:
        raise ClauseUnknown(UNKNOWN_CLAUSE, points=points)
    return tuple(clause for one, clause in by_id.items() if one in clause_ids)
