"""Acts of the asker on an answer: rate it once, ask once for another answer (D4)."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from gongkai.events.inquiry import AnswerRated, QuestionReopened
from gongkai.worktime.clock import Moment, MomentKind
from inquiry_service.question.domain.change import QuestionChange
from inquiry_service.question.domain.lifecycle import QuestionAct, require
from inquiry_service.question.domain.question import Question, QuestionState, Rating

DISSATISFIED: Final = "提问人对答复不满意，要求再次答复"


def rate(question: Question, rating: Rating, comment: str, at: datetime) -> QuestionChange | None:
    """Rate the answer; `None` for the same rating again. Raises NotAnsweredYet, AlreadyRated."""
    if question.is_answered and (question.rating, question.comment) == (rating, comment):
        return None
    require(QuestionAct.rate, question)
    return QuestionChange(
        act=QuestionAct.rate,
        question=replace(question, rating=rating, comment=comment, rated_at=at),
        event=partial(AnswerRated, rating=rating),
    )


def reopen(question: Question, reason: str, at: datetime, by: str) -> QuestionChange | None:
    """Ask for another answer; its clock restarts and the first answer is kept. `None` for the same reason again.

    Raises AlreadyReopened, NotAnsweredYet.
    """
    if question.state is QuestionState.reopened and question.reason == reason:
        return None
    require(QuestionAct.reopen, question)
    reopened = replace(
        question,
        state=QuestionState.reopened,
        cycle=question.cycle + 1,
        answer="",
        clauses=(),
        drafted_by=(),
        drafted_at=None,
        reviewed_by=None,
        rating=None,
        comment="",
        rated_at=None,
        reopened_at=at,
        reason=reason,
        earlier=(question.reply,),
    )
    return QuestionChange(
        act=QuestionAct.reopen,
        question=reopened,
        event=partial(QuestionReopened, reopened_at=at),
        moments=(Moment(kind=MomentKind.restarted, at=at, by=by, reason=DISSATISFIED),),
    )
