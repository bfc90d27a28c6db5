"""The case that forms about a question depend on, as one member of staff finds it at its page."""

from dataclasses import dataclass
from typing import Final

from gongkai.actor import Actor
from gongkai.desk.act_forms import ActForm
from gongkai.privacy.gate import Judgement
from inquiry_service.question.domain.board import Board
from inquiry_service.question.domain.lifecycle import QuestionAct
from inquiry_service.question.domain.question import Question

CASES: Final = "/desk/inquiries"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCase:
    """A question, the board under which it stands, and what the gate says of a drafted answer."""

    question: Question
    actor: Actor
    board: Board | None = None
    gate: Judgement | None = None


QuestionForm = ActForm[QuestionCase, QuestionAct]
