"""What goes out with an answer: the texts that pass the gate (§10), and the letter that tells the asker of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.mail.mail import Mail, NotTaken, pause_after
from gongkai.privacy.gate import Judgement, Piece
from inquiry_service.question.domain.question import Question

QUESTION: Final = "/question"
ANSWER: Final = "/answer"


def pieces(question: Question) -> list[Piece]:
    """The answer always; the question only where everybody will read it."""
    answer = Piece(ANSWER, "答复", question.answer)
    return [Piece(QUESTION, "提问", question.text), answer] if question.to_publish else [answer]


def as_it_goes_out(question: Question, judgement: Judgement) -> tuple[str, str]:
    """The question and the answer as their readers read them."""
    text = judgement.renditions[QUESTION].text if question.to_publish else question.text
    return text, judgement.renditions[ANSWER].text


STATUS_PATH: Final = "/status"
FOOT: Final = (
    "为保护您的个人信息，邮件里不写提问和答复的内容，也不会向您索要查询码。",
    "本邮件由系统自动发出，请勿直接回复。",
)


class LetterState(StrEnum):
    waiting = "waiting"
    sent = "sent"
    refused = "refused"
    given_up = "given_up"


LETTER_WORDS: Final = {
    LetterState.waiting: "等待发送",
    LetterState.sent: "已发送",
    LetterState.refused: "对方邮箱拒收",
    LetterState.given_up: "多次未能送达，已停止",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A row of the `letter` table: one answer of one question to be told. The address stays sealed in the question."""

    id: UUID
    question_id: UUID
    cycle: int
    state: LetterState = LetterState.waiting
    attempts: int = 0
    next_at: datetime | None
    settled_at: datetime | None = None
    last_error: str | None = None
    created_at: datetime

    def tried(self, failure: NotTaken | None, at: datetime) -> Self:
        """A try was made: sent, refused for good, or once more after a longer pause until the tries are used up."""
        if failure is None:
            return self._settled(LetterState.sent, at)
        told = replace(self, last_error=failure.words)
        if failure.for_good:
            return told._settled(LetterState.refused, at)
        pause = pause_after(self.attempts)
        return told._settled(LetterState.given_up, at) if pause is None else replace(told, next_at=at + pause)

    def _settled(self, state: LetterState, at: datetime) -> Self:
        return replace(self, state=state, next_at=None, settled_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter says: that there is an answer and where; neither question nor answer nor query code."""

    receipt_no: str
    unit: str
    again: bool
    answer_path: str


def mail(letter: Letter, told: Told, address: str, base_url: str) -> Mail:
    """The letter as the mail server takes it; its id makes the Message-ID, the same in every try."""
    lines = [
        "您好：",
        "",
        f"您的咨询（回执编号 {told.receipt_no}）{'已再次答复' if told.again else '已经答复'}，答复单位：{told.unit}。",
        "",
        f"凭回执编号和查询码查看答复、评价或者要求再次答复：{base_url}{STATUS_PATH}",
    ]
    if told.answer_path:
        lines.append(f"公开的答复：{base_url}{told.answer_path}")
    lines += ["", *FOOT, ""]
    subject = f"【咨询答复】{told.receipt_no} {'已再次答复' if told.again else '已答复'}"
    return Mail(id=letter.id, address=address, subject=subject, text="\n".join(lines))
