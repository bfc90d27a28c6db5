"""The one place where an act on a question is written down: row, clock, event, audit entry and letter together."""

from collections.abc import Sequence
from typing import Any

from gongkai.clocks.clock import Clock
from gongkai.events.envelope import ClockFact
from gongkai.events.inquiry import QuestionAsked
from gongkai.unit_of_work import Work
from inquiry_service.question.domain.change import QuestionChange
from inquiry_service.question.domain.letter import AnswerLetter
from inquiry_service.question.domain.question import Question
from inquiry_service.question.store import letters, questions


async def record(change: QuestionChange, work: Work) -> Question:
    """Write a change in the caller's transaction; returns the question in its new version.

    Raises ChangedMeanwhile if the question has a newer version than the one that was changed.
    """
    question = await questions.save(work.db, change.question)
    clocks = await _move_clock(change, work)
    work.announce(change.event(**_event_fields(question, clocks)))
    if change.is_audited:
        work.audit(f"inquiry.{change.act}", str(question.id), version=question.version, **change.note)
    if change.notice and question.has_email:
        await letters.add(work.db, AnswerLetter.due(work.new_id(), question.id, question.cycle, work.now))
    return question


async def record_new_question(question: Question, work: Work) -> Clock | None:
    """Write a new question and start its clock; `None`, and nothing is written, if its receipt number is taken."""
    if not await questions.add(work.db, question):
        return None
    [[clock]] = await work.clocks.start([question.id], [question.limit], [question.asked_at])
    common = _event_fields(question, work.clocks.as_facts([clock]))
    work.announce(QuestionAsked(**common, received_at=question.asked_at, kind=question.kind))
    return clock


async def _move_clock(change: QuestionChange, work: Work) -> tuple[ClockFact, ...]:
    question = change.question
    clocks: tuple[ClockFact, ...] = ()
    for moment in change.moments:
        clocks = await work.clocks.note(question.id, question.limit, moment)
    return clocks or await work.clocks.facts(question.id)


def _event_fields(question: Question, clocks: Sequence[ClockFact]) -> dict[str, Any]:
    """Fields that every event of a question has: identity and state, no word of what was written."""
    return {
        "aggregate_id": question.id,
        "version": question.version,
        "ref": question.receipt_no,
        "unit": question.unit,
        "desk_path": f"/desk/inquiries/{question.id}",
        "clocks": clocks,
        "state": question.state,
        "policy_id": question.policy_id,
    }
