"""Answers on the spot: given at the counter or by telephone, and written down at once (§9)."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from gongkai.actor import Actor
from gongkai.events.inquiry import QuestionAnswered
from gongkai.worktime.clock import Moment, MomentKind
from inquiry_service.question.domain.change import QuestionChange
from inquiry_service.question.domain.lifecycle import QuestionAct, require
from inquiry_service.question.domain.question import Question, QuestionState, SpotChannel


def answer_at_once(
    question: Question, answer: str, rendition: str, channel: SpotChannel, *, by: Actor, at: datetime
) -> QuestionChange:
    """Answer a question that is asked in person; its clock is met. Nobody reviews it, so it is never public."""
    require(QuestionAct.answer_on_the_spot, question, by.id)
    answered = replace(
        question,
        state=QuestionState.answered,
        answer=answer,
        rendition=rendition,
        channel=channel,
        to_publish=False,
        drafted_by=(by.id,),
        drafted_at=at,
        answered_at=at,
        names={by.id: by.name},
    )
    return QuestionChange(
        act=QuestionAct.answer_on_the_spot,
        question=answered,
        event=partial(QuestionAnswered, answered_at=at, on_the_spot=True),
        moments=(Moment(kind=MomentKind.met, at=at, by=by.id),),
    )
