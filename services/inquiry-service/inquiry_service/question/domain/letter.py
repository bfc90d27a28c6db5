"""Letters to askers who left an address: exactly one for each answer."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.mail.mail import NotTaken, pause_after


class AnswerLetterState(StrEnum):
    """State of a letter; `refused` and `given_up` are final."""

    waiting = "waiting"
    sent = "sent"
    refused = "refused"
    given_up = "given_up"


LETTER_WORDS: Final = {
    AnswerLetterState.waiting: "等待发送",
    AnswerLetterState.sent: "已发送",
    AnswerLetterState.refused: "对方邮箱拒收",
    AnswerLetterState.given_up: "多次未能送达，已停止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLetter:
    """A row of the `letter` table: notice of one answer. The address stays sealed in the question."""

    id: UUID
    question_id: UUID
    cycle: int
    state: AnswerLetterState = AnswerLetterState.waiting
    attempts: int = 0
    next_at: datetime | None
    settled_at: datetime | None = None
    last_error: str | None = None
    created_at: datetime

    @classmethod
    def due(cls, id: UUID, question_id: UUID, cycle: int, at: datetime) -> Self:
        """A letter to be sent at once."""
        return cls(id=id, question_id=question_id, cycle=cycle, next_at=at, created_at=at)

    def record_try(self, failure: NotTaken | None, at: datetime) -> Self:
        """The letter after a try: sent, refused for good, or due again after a longer pause."""
        if failure is None:
            return self._settled(AnswerLetterState.sent, at)
        failed = replace(self, last_error=failure.words)
        if failure.for_good:
            return failed._settled(AnswerLetterState.refused, at)
        pause = pause_after(self.attempts)
        return failed._settled(AnswerLetterState.given_up, at) if pause is None else replace(failed, next_at=at + pause)

    def _settled(self, state: AnswerLetterState, at: datetime) -> Self:
        return replace(self, state=state, next_at=None, settled_at=at)
