"""Answers: drafted, reviewed, masked for their readers, and announced to the asker by mail."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from gongkai.actor import Actor
from gongkai.events.inquiry import AnswerDrafted, QuestionAnswered
from gongkai.mail.mail import Mail
from gongkai.privacy.gate import Judgement, Piece
from gongkai.privacy.masking import mask
from gongkai.worktime.clock import Moment, MomentKind
from inquiry_service.question.domain.board import PolicyClause
from inquiry_service.question.domain.change import QuestionChange
from inquiry_service.question.domain.letter import AnswerLetter
from inquiry_service.question.domain.lifecycle import QuestionAct, require
from inquiry_service.question.domain.question import Audience, Question, QuestionState

QUESTION: Final = "/question"
ANSWER: Final = "/answer"
STATUS_PATH: Final = "/status"
FOOT: Final = (
    "为保护您的个人信息，邮件里不写提问和答复的内容，也不会向您索要查询码。",
    "本邮件由系统自动发出，请勿直接回复。",
)


def draft(
    question: Question,
    answer: str,
    *,
    clauses: tuple[PolicyClause, ...] = (),
    audience: Audience | None = None,
    by: Actor,
    at: datetime,
) -> QuestionChange:
    """Write the answer, or another version of it, for an audience; raises AlreadyAnswered."""
    require(QuestionAct.draft_answer, question, by.id)
    read_by = audience or Audience()
    withheld = read_by.withheld if question.on_a_board else ""
    to_publish = read_by.is_everybody(question.on_a_board)
    drafted = replace(
        question,
        state=QuestionState.answer_drafted,
        answer=answer,
        clauses=clauses,
        to_publish=to_publish,
        withheld=withheld,
        drafted_by=question.drafted_by if by.id in question.drafted_by else (*question.drafted_by, by.id),
        drafted_at=at,
        names={**question.names, by.id: by.name},
    )
    return QuestionChange(
        act=QuestionAct.draft_answer,
        question=drafted,
        event=AnswerDrafted,
        note={"published": to_publish, "withheld": mask(withheld).text},
    )


def review(question: Question, *, text: str, rendition: str, by: Actor, at: datetime) -> QuestionChange:
    """Agree to the answer: its masked words are public, or the asker's, and the clock is met.

    Raises AlreadyAnswered, AnswerMissing, or AnswerSelfApproval for a person who drafted it.
    """
    require(QuestionAct.review_answer, question, by.id)
    answered = replace(
        question,
        state=QuestionState.answered,
        text=text,
        rendition=rendition,
        linked=question.clauses,
        is_public=question.to_publish,
        reviewed_by=by.id,
        answered_at=at,
        names={**question.names, by.id: by.name},
    )
    return QuestionChange(
        act=QuestionAct.review_answer,
        question=answered,
        event=partial(QuestionAnswered, answered_at=at),
        moments=(Moment(kind=MomentKind.met, at=at, by=by.id),),
        notice=True,
    )


def pieces(question: Question) -> list[Piece]:
    """Texts that have to pass the gate (§10): the answer, and the question where it will be public."""
    answer = Piece(ANSWER, "答复", question.answer)
    return [Piece(QUESTION, "提问", question.text), answer] if question.to_publish else [answer]


def renditions(question: Question, judgement: Judgement) -> tuple[str, str]:
    """Return the question and the answer as their readers read them."""
    text = judgement.renditions[QUESTION].text if question.to_publish else question.text
    return text, judgement.renditions[ANSWER].text


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """Content of a letter: that there is an answer and where; no question, no answer, no query code."""

    receipt_no: str
    unit: str
    again: bool
    answer_path: str


def letter_mail(letter: AnswerLetter, content: LetterContent, address: str, base_url: str) -> Mail:
    """Write the letter for the mail server; its id makes the Message-ID, the same in every try."""
    done = "已再次答复" if content.again else "已经答复"
    lines = [
        "您好：",
        "",
        f"您的咨询（回执编号 {content.receipt_no}）{done}，答复单位：{content.unit}。",
        "",
        f"凭回执编号和查询码查看答复、评价或者要求再次答复：{base_url}{STATUS_PATH}",
    ]
    if content.answer_path:
        lines.append(f"公开的答复：{base_url}{content.answer_path}")
    lines += ["", *FOOT, ""]
    subject = f"【咨询答复】{content.receipt_no} {'已再次答复' if content.again else '已答复'}"
    return Mail(id=letter.id, address=address, subject=subject, text="\n".join(lines))
