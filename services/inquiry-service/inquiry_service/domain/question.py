"""A citizen's question under a policy, and the answer the drafting unit owes within five working days."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.worktime.limit import Limit

REPLY_WITHIN: Final = Limit(
    "reply",
    working_days=5,
    title="咨询答复",
    basis="沪市监办发〔2024〕326号 §3",
    starts="收到咨询",
    met_by="答复在文件下公开",
)


class QuestionState(StrEnum):
    asked = "asked"
    answer_drafted = "answer_drafted"
    answered = "answered"


STATE_WORDS: Final = {
    QuestionState.asked: "待答复",
    QuestionState.answer_drafted: "答复待审核",
    QuestionState.answered: "已答复",
}


class QuestionUnknown(Refusal):
    """There is no such question, or it is not this unit's."""

    code = "question-unknown"
    ground = Ground.unknown


class AlreadyAnswered(Refusal):
    """The answer is public; it is not rewritten."""

    code = "already-answered"
    ground = Ground.untimely


class AnswerMissing(Refusal):
    """There is no answer yet that could be reviewed."""

    code = "answer-missing"
    ground = Ground.untimely


class SelfApproval(Refusal):
    """Who wrote an answer does not review it."""

    code = "answer-self-approval"
    ground = Ground.forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A row of the `question` table. `drafted_by` names everybody who wrote on the answer.

    People stand here by their ids; `names` says how they are called.
    """

    id: UUID
    receipt_no: str
    policy_id: UUID
    unit: str
    text: str
    email: str = ""
    state: QuestionState = QuestionState.asked
    asked_at: datetime
    answer: str = ""
    drafted_by: tuple[str, ...] = ()
    drafted_at: datetime | None = None
    reviewed_by: str | None = None
    answered_at: datetime | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def drafters(self) -> tuple[str, ...]:
        """Everybody who wrote on the answer, as they are called."""
        return tuple(self.names.get(person, person) for person in self.drafted_by)

    def as_read(self, version: int | None) -> Self:
        """This question, if it is still in the version that the person has read (`None`: it does not matter)."""
        if version is not None and version != self.version:
            raise ChangedMeanwhile("这件咨询在您打开之后被别人处理过，请查看最新内容后再操作。")
        return self

    def draft_answer(self, answer: str, *, by: Actor, at: datetime) -> Self:
        """Write the answer, or write it anew."""
        if self.state is QuestionState.answered:
            raise AlreadyAnswered("答复已经公开，不能再修改。")
        return replace(
            self,
            state=QuestionState.answer_drafted,
            answer=answer,
            drafted_by=self.drafted_by if by.id in self.drafted_by else (*self.drafted_by, by.id),
            drafted_at=at,
            names={**self.names, by.id: by.name},
        )

    def review_answer(self, *, by: Actor, at: datetime) -> Self:
        """Another person agrees to the answer; with that it is public."""
        if self.state is QuestionState.answered:
            raise AlreadyAnswered("答复已经公开。")
        if self.state is not QuestionState.answer_drafted:
            raise AnswerMissing("还没有拟好的答复，不能审核。")
        if by.id in self.drafted_by:
            raise SelfApproval("拟写答复的人不能审核自己的答复。")
        names = {**self.names, by.id: by.name}
        return replace(self, state=QuestionState.answered, reviewed_by=by.id, answered_at=at, names=names)
