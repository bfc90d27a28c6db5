"""Status of a question for its asker: on which working day of how many, and what was answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from gongkai.worktime.calendar import Certainty
from gongkai.worktime.clock import ClockReading, Moment, MomentKind
from inquiry_service.question.domain.board import Board
from inquiry_service.question.domain.lifecycle import QuestionAct, asker_may
from inquiry_service.question.domain.question import STATE_WORDS, EarlierReply, Question, QuestionState, public_path

STOPS: Final = {
    MomentKind.paused: "暂停计时",
    MomentKind.resumed: "恢复计时",
    MomentKind.extended: "延长期限",
    MomentKind.rescheduled: "改定期限",
    MomentKind.restarted: "重新计时",
    MomentKind.cancelled: "不再计时",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that happened to the counting of days, and why."""

    at: datetime
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuestionStatus:
    """A question with its policy and what its clock shows now. There is no answer before it was given."""

    question: Question
    board: Board | None
    reading: ClockReading
    log: Sequence[Moment] = ()
    is_rest_day: bool = False

    @property
    def receipt_no(self) -> str:
        return self.question.receipt_no

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def state(self) -> QuestionState:
        return self.question.state

    @property
    def words(self) -> str:
        if self.question.cycle > 1 and self.state is QuestionState.answer_drafted:
            return "再次答复待审核"
        return "已再次答复" if self.question.cycle > 1 and self.is_answered else STATE_WORDS[self.state]

    @property
    def is_answered(self) -> bool:
        return self.question.is_answered

    @property
    def is_paused(self) -> bool:
        return self.reading.state == "paused"

    @property
    def answer(self) -> str | None:
        """The present answer; while another one is owed, there is none."""
        return self.question.rendition if self.is_answered else None

    @property
    def earlier(self) -> EarlierReply | None:
        """The first answer of a question that was reopened."""
        return self.question.earlier[0] if self.question.earlier else None

    @property
    def earlier_answer(self) -> str | None:
        return self.earlier.rendition if self.earlier else None

    @property
    def cycle(self) -> int:
        return self.question.cycle

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
        return self.question.answered_at if self.is_answered else None

    @property
    def on_the_spot(self) -> bool:
        """Whether the present answer was given at the counter or by telephone."""
        return self.question.channel is not None and self.cycle == 1

    @property
    def is_public(self) -> bool:
        """Whether the answer is public; after an emergency it is the asker's alone."""
        hidden = self.board is not None and self.board.hidden
        return self.is_answered and self.question.is_public and not hidden

    @property
    def public_path(self) -> str | None:
        """Path of the public answer."""
        return public_path(self.question.id) if self.is_public else None

    @property
    def rating(self) -> str | None:
        return self.question.rating

    @property
    def may_be_rated(self) -> bool:
        return asker_may(QuestionAct.rate, self.question)

    @property
    def may_be_reopened(self) -> bool:
        return asker_may(QuestionAct.reopen, self.question)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Pauses and other turns of the counting, in their order."""
        return tuple(_stops(self.log))


def _stops(log: Sequence[Moment]) -> Iterator[Stop]:
    for moment in log:
        if words := STOPS.get(moment.kind):
            yield Stop(moment.at, words, moment.reason)
