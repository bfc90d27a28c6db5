"""What the desk page of one question is drawn from: clocks, preview, gate, timeline, and what this person may do."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.clocks.explaining import readings
from gongkai.desk.clock_face import face
from gongkai.organisation.units import name_of
from gongkai.runtime.service import Running
from inquiry_service.answering.domain import renditions
from inquiry_service.answering.usecases import judge_answer
from inquiry_service.question.domain.board import Board
from inquiry_service.question.domain.letter import LETTER_WORDS, AnswerLetter
from inquiry_service.question.domain.lifecycle import QuestionAct, may, unmet
from inquiry_service.question.domain.question import (
    CHANNEL_WORDS,
    LIMITS,
    RATING_WORDS,
    STATE_WORDS,
    EarlierReply,
    Question,
    QuestionState,
)
from inquiry_service.question.store import boards, letters
from inquiry_service.question.store.matters import matters

Step = dict[str, Any]


async def case_view(question: Question, actor: Actor, db: AsyncConnection, running: Running) -> dict[str, Any]:
    """Everything but what was just typed or refused."""
    now, calendar = running.timepiece.now(), running.calendar
    by_code = {limit.code: limit for limit in LIMITS}
    clocks = await readings(db, question.id, by_code, calendar, now)
    letters_of_question = await letters.of_question(db, question.id)
    board = await boards.board(db, question.policy_id) if question.policy_id else None
    return {
        "question": question,
        "board": board,
        "options": _options(question, board),
        "matter": matters().get(question.matter),
        "faces": [face(reading, limit, calendar, now) for _, limit, reading in clocks],
        "steps": list(steps(question, letters_of_question)),
        "states": STATE_WORDS,
        "ratings": RATING_WORDS,
        "channels": CHANNEL_WORDS,
        "unit_name": name_of,
        "drafted": _drafted(question),
        **await _gate(question, db),
        **_may(actor, question),
    }


def _options(question: Question, board: Board | None) -> list[tuple[str, str]]:
    """Which clauses an answer may name: those of the policy as it is now, and those that it names already."""
    known = (*((question.clause,) if question.clause else ()), *question.clauses)
    named = {clause.id: clause.title for clause in (*(board.clauses if board else ()), *known)}
    return list(named.items())


def _drafted(question: Question) -> dict[str, str]:
    """The form as it was saved last."""
    named = {f"clause_{place}": clause.id for place, clause in enumerate(question.clauses, start=1)}
    publish = "yes" if question.to_publish else ""
    return {"answer": question.answer, "publish": publish, "withheld": question.withheld, **named}


async def _gate(question: Question, db: AsyncConnection) -> dict[str, Any]:
    """What holds the draft back, and how it will be read; nothing where nothing goes out any more."""
    if question.state is not QuestionState.answer_drafted:
        return {"gate": None, "held": [], "preview_text": question.text, "preview": question.rendition}
    judgement = await judge_answer(question, db)
    text, rendition = renditions(question, judgement)
    held = [(piece.digest, piece.title) for piece in judgement.held]
    return {"gate": judgement, "held": held, "preview_text": text, "preview": rendition}


def _may(actor: Actor, question: Question) -> dict[str, Any]:
    """Forms that the life cycle opens to this person, and the hint in the place of a closed one."""
    need = unmet(QuestionAct.review_answer, question, actor.id)
    return {
        "may_answer": may(QuestionAct.draft_answer, question, actor),
        "may_review": may(QuestionAct.review_answer, question, actor),
        "may_clear": may(QuestionAct.clear_marks, question, actor),
        "may_unmask": may(QuestionAct.unmask, question, actor),
        "review_hint": need.hint if need else "",
    }


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
