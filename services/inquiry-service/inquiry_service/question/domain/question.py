"""A citizen's question, its answer and its limits: owed within five working days, under a policy or to the asker."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from gongkai.refusals import ChangedMeanwhile
from gongkai.worktime.limit import Limit
from inquiry_service.question.domain.board import PolicyClause

REPLY_WITHIN: Final = Limit(
    "reply",
    working_days=5,
    title="咨询答复",
    basis="沪市监办发〔2024〕326号 §3",
    starts="收到咨询",
    met_by="答复在文件下公开",
)
CONSULT_WITHIN: Final = Limit(
    "consult_reply",
    working_days=5,
    title="我要咨询答复",
    basis="沪市监办发〔2024〕326号 §9",
    starts="收到咨询",
    met_by="答复提问人，能当场答复的当场答复",
)
LIMITS: Final = (REPLY_WITHIN, CONSULT_WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The words before they were masked, and where the asker may be reached."""

    text: str
    email: str = ""
    reason: str = ""
    comment: str = ""

    def to_json(self) -> str:
        """The text that is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the text that was sealed."""
        return cls(**json.loads(text))

    def with_reason(self, reason: str) -> Self:
        """The same with the reason for asking again."""
        return replace(self, reason=reason)

    def with_comment(self, comment: str) -> Self:
        """The same with a comment on the answer."""
        return replace(self, comment=comment)


class QuestionKind(StrEnum):
    """Under a policy (留言, §3), or about a matter of the bureau (我要咨询, §9)."""

    board = "board"
    consult = "consult"


class QuestionState(StrEnum):
    """`reopened`: the asker was not content with the answer and waits for another one."""

    asked = "asked"
    answer_drafted = "answer_drafted"
    answered = "answered"
    reopened = "reopened"


STATE_WORDS: Final = {
    QuestionState.asked: "待答复",
    QuestionState.answer_drafted: "答复待审核",
    QuestionState.answered: "已答复",
    QuestionState.reopened: "待再次答复",
}


class Rating(StrEnum):
    """How content the asker is with the answer."""

    satisfied = "satisfied"
    mostly_satisfied = "mostly_satisfied"
    dissatisfied = "dissatisfied"


RATING_WORDS: Final = {
    Rating.satisfied: "满意",
    Rating.mostly_satisfied: "基本满意",
    Rating.dissatisfied: "不满意",
}


def public_path(question_id: UUID) -> str:
    """Path of the public page of a question with its answer."""
    return f"/inquiries/{question_id}"


class SpotChannel(StrEnum):
    """Where a question was answered on the spot."""

    counter = "counter"
    phone = "phone"


CHANNEL_WORDS: Final = {SpotChannel.counter: "窗口", SpotChannel.phone: "电话"}


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers of an answer. What was written under a policy is published under it (§3) unless there is a reason why it
    must not be; any other answer is the asker's unless the unit makes it public (§9)."""

    publish: bool = False
    withheld: str = ""

    def is_everybody(self, on_a_board: bool) -> bool:
        """Whether the answer will be public."""
        return not self.withheld if on_a_board else self.publish


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReply:
    """The first answer of a question that was reopened, with its rating."""

    rendition: str
    answered_at: datetime
    drafted_by: tuple[str, ...] = ()
    reviewed_by: str | None = None
    rating: Rating | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A row of the `question` table. `drafted_by` names all drafters of the answer.

    `text`, `reason` and `comment` are masked; `sealed` holds the asker's own words and address. `answer` and `clauses`
    are the draft; `rendition` and `linked` are the answer as its readers read it. People stand here by their ids;
    `names` says how they are called.
    """

    id: UUID
    receipt_no: str
    kind: QuestionKind = QuestionKind.board
    policy_id: UUID | None = None
    matter: str = ""
    clause: PolicyClause | None = None
    unit: str
    text: str
    sealed: bytes = b""
    has_email: bool = False
    state: QuestionState = QuestionState.asked
    cycle: int = 1
    asked_at: datetime
    answer: str = ""
    clauses: tuple[PolicyClause, ...] = ()
    to_publish: bool = True
    withheld: str = ""
    drafted_by: tuple[str, ...] = ()
    drafted_at: datetime | None = None
    reviewed_by: str | None = None
    answered_at: datetime | None = None
    rendition: str = ""
    linked: tuple[PolicyClause, ...] = ()
    is_public: bool = False
    channel: SpotChannel | None = None
    rating: Rating | None = None
    comment: str = ""
    rated_at: datetime | None = None
    reopened_at: datetime | None = None
    reason: str = ""
    earlier: tuple[EarlierReply, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @property
    def limit(self) -> Limit:
        """The limit of the answer, with its section."""
        return REPLY_WITHIN if self.kind is QuestionKind.board else CONSULT_WITHIN

    @property
    def on_a_board(self) -> bool:
        """Whether it was written on a board, which announces that answers are published."""
        return self.kind is QuestionKind.board and self.channel is None

    @property
    def drafters(self) -> tuple[str, ...]:
        """Names of all drafters of the answer."""
        return tuple(self.names.get(person, person) for person in self.drafted_by)

    @property
    def is_answered(self) -> bool:
        return self.state is QuestionState.answered

    def as_read(self, version: int | None) -> Self:
        """This question, if it is still in the version that the person has read (`None`: it does not matter)."""
        if version is not None and version != self.version:
            raise ChangedMeanwhile("这件咨询在您打开之后被别人处理过，请查看最新内容后再操作。")
        return self

    @property
    def reply(self) -> EarlierReply:
        """The present answer with its rating, to be kept when another one is asked for."""
        if self.answered_at is None:
            raise ValueError(f"question {self.id} has no answer")
        return EarlierReply(
            rendition=self.rendition,
            answered_at=self.answered_at,
            drafted_by=self.drafted_by,
            reviewed_by=self.reviewed_by,
            rating=self.rating,
            comment=self.comment,
        )
