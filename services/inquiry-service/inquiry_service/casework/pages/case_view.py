"""What the desk page of one question is drawn from: clocks, preview, gate, timeline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.explaining import readings
from gongkai.desk.case_page import CaseVisit
from gongkai.desk.clock_face import face
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement
from inquiry_service.answering.domain import renditions
from inquiry_service.answering.usecases import judge_answer
from inquiry_service.question.domain.letter import LETTER_WORDS, AnswerLetter
from inquiry_service.question.domain.lifecycle import QuestionAct, unmet
from inquiry_service.question.domain.question import (
    CHANNEL_WORDS,
    LIMITS,
    RATING_WORDS,
    STATE_WORDS,
    EarlierReply,
    Question,
    QuestionState,
)
from inquiry_service.question.pages import QuestionCase
from inquiry_service.question.store import boards, letters, questions
from inquiry_service.question.store.matters import matters

Step = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedQuestion(QuestionCase):
    """A question with what its page tells besides the forms: `facts` are for the template, by the names it uses."""

    facts: Mapping[str, Any]


async def open_question(visit: CaseVisit, db: AsyncConnection) -> OpenedQuestion:
    """Look up the question, its clocks, its letters and the judgement over its draft."""
    question = await questions.question(db, visit.case_id, visit.actor.only_unit)
    now, calendar = visit.running.timepiece.now(), visit.running.calendar
    by_code = {limit.code: limit for limit in LIMITS}
    clocks = await readings(db, question.id, by_code, calendar, now)
    letters_of_question = await letters.of_question(db, question.id)
    gate = await judge_answer(question, db) if question.state is QuestionState.answer_drafted else None
    need = unmet(QuestionAct.review_answer, question, visit.actor.id)
    return OpenedQuestion(
        question=question,
        actor=visit.actor,
        board=await boards.board(db, question.policy_id) if question.policy_id else None,
        gate=gate,
        facts={
            "matter": matters().get(question.matter),
            "faces": [face(reading, limit, calendar, now, reading.met_at) for _, limit, reading in clocks],
            "steps": list(steps(question, letters_of_question)),
            "states": STATE_WORDS,
            "ratings": RATING_WORDS,
            "channels": CHANNEL_WORDS,
            "unit_name": name_of,
            "review_hint": need.hint if need else "",
            **_preview(question, gate),
        },
    )


def _preview(question: Question, gate: Judgement | None) -> dict[str, str]:
    """How question and answer will be read, or are."""
    text, rendition = renditions(question, gate) if gate else (question.text, question.rendition)
    return {"preview_text": text, "preview": rendition}


def steps(question: Question, letters_of_question: Sequence[AnswerLetter]) -> Iterator[Step]:
    """What happened so far, in its order."""
    by_cycle = {letter.cycle: letter for letter in letters_of_question}
    spot = f"{CHANNEL_WORDS[question.channel]}当场答复" if question.channel else ""
    yield {"at": question.asked_at, "title": "收到咨询", "by": "市民"}
    for number, reply in enumerate(question.earlier, start=1):
        yield from _replied(question, reply, spot or "第一次答复", by_cycle.get(number))
    if question.reopened_at:
        yield {"at": question.reopened_at, "title": "要求再次答复", "by": "市民", "detail": question.reason}
    if question.drafted_at:
        title = spot if spot and question.cycle == 1 else "拟写答复"
        yield _step(question.drafted_at, title, question, question.drafted_by)
    if question.is_answered and question.reviewed_by:
        title = "审核通过，答复公开" if question.is_public else "审核通过，答复提问人"
        yield _step(question.answered_at, title, question, (question.reviewed_by,))
        yield from _letter(by_cycle.get(question.cycle))
    if question.rating and question.rated_at:
        words = f"评价：{RATING_WORDS[question.rating]}"
        yield {"at": question.rated_at, "title": words, "by": "市民", "detail": question.comment}


def _replied(question: Question, reply: EarlierReply, title: str, letter: AnswerLetter | None) -> Iterator[Step]:
    people = (reply.reviewed_by,) if reply.reviewed_by else reply.drafted_by
    rated = f"评价：{RATING_WORDS[reply.rating]} {reply.comment}".strip() if reply.rating else ""
    yield _step(reply.answered_at, title, question, people) | {"detail": rated}
    yield from _letter(letter)


def _letter(letter: AnswerLetter | None) -> Iterator[Step]:
    if letter:
        words = f"邮件告知提问人：{LETTER_WORDS[letter.state]}"
        yield {"at": letter.settled_at or letter.created_at, "title": words, "by": "系统"}


def _step(at: Any, title: str, question: Question, people: Sequence[str]) -> Step:
    return {"at": at, "title": title, "by": "、".join(question.names.get(one, one) for one in people)}
