"""Where a question is, as its asker may know it: on which working day of how many, and what was answered."""

from dataclasses import dataclass
from datetime import date, datetime

from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import Reading
from inquiry_service.domain.board import Board
from inquiry_service.domain.question import STATE_WORDS, Question, QuestionState


@dataclass(frozen=True, slots=True)
class Status:
    """A question with its policy and what its clock shows now. An answer is told only once it is public."""

    question: Question
    board: Board
    reading: Reading

    @property
    def receipt_no(self) -> str:
        return self.question.receipt_no

    @property
    def state(self) -> QuestionState:
        return self.question.state

    @property
    def words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def is_answered(self) -> bool:
        return self.state is QuestionState.answered

    @property
    def answer(self) -> str | None:
        return self.question.answer if self.is_answered else None

    @property
    def day(self) -> int:
        """Which working day after the receipt it is; 0 on the day of receipt itself."""
        return self.reading.days_used

    @property
    def days(self) -> int:
        return self.reading.days_total

    @property
    def due_on(self) -> date:
        return self.reading.due_on

    @property
    def is_provisional(self) -> bool:
        return self.reading.certainty is Certainty.provisional

    @property
    def is_late(self) -> bool:
        return self.reading.late

    @property
    def asked_at(self) -> datetime:
        return self.question.asked_at

    @property
    def answered_at(self) -> datetime | None:
        return self.question.answered_at
