"""What the inquiry doors give."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gongkai.review.views import GateView
from inquiry_service.question.domain.board import BoardState
from inquiry_service.question.domain.question import Channel, Kind, QuestionState, Rating


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ClauseView(_Shown):
    """A heading of the policy."""

    id: str = Field(description="Anchor on the policy's page")
    title: str


class AnsweredView(_Shown):
    """A question and its public answer, both masked."""

    id: UUID
    text: str
    clause: ClauseView | None = Field(description="What the question is about")
    answer: str
    clauses: list[ClauseView] = Field(description="What the question is about and the answer names")
    unit: str = Field(description="Code of the unit that answered")
    asked_at: datetime
    answered_at: datetime


class BoardView(_Shown):
    """A policy's message board with one page of its answered questions, newest first."""

    policy_id: UUID
    title: str
    document_no: str
    drafting_unit: str = Field(description="Code of the unit that owes the answers")
    clauses: list[ClauseView] = Field(description="What a question may be about")
    state: BoardState
    opened_at: datetime
    closed_at: datetime | None
    items: list[AnsweredView]
    next: str | None = Field(description="Cursor of the next page; null on the last page")


class SimilarView(_Shown):
    """A public question that is like the one about to be asked."""

    id: UUID
    policy_id: UUID | None = Field(description="Under which policy; null for a consultation")
    title: str | None = Field(description="The policy's title")
    text: str
    answer: str
    unit: str
    answered_at: datetime
    path: str = Field(description="Where everybody reads it")


class SimilarList(BaseModel):
    """The most similar first, at most five."""

    items: list[SimilarView]


class StopView(_Shown):
    """A pause or another turn of the counting, and why."""

    at: datetime
    words: str
    reason: str


class StatusView(_Shown):
    """Where a question is: on which working day of how many, and what was answered."""

    receipt_no: str
    kind: Kind
    state: QuestionState
    words: str = Field(description="The state in Chinese")
    asked_at: datetime
    day: int = Field(description="Which working day after the receipt it is; 0 on the day of receipt")
    days: int = Field(description="How many working days the unit has")
    due_on: date
    is_provisional: bool = Field(description="The calendar of the year of due_on is not announced yet")
    is_late: bool
    is_paused: bool
    stops: list[StopView] = Field(description="Pauses and why, in their order")
    cycle: int = Field(description="2 once the question was reopened")
    answer: str | None = Field(description="The present answer; null while one is owed")
    answered_at: datetime | None
    is_public: bool = Field(description="Everybody may read the answer")
    public_path: str | None = Field(description="Where everybody reads it")
    earlier_answer: str | None = Field(description="The first answer of a question that was reopened")
    rating: Rating | None
    may_be_rated: bool
    may_be_reopened: bool


class QuestionLineView(_Shown):
    """A question in a list at the desk."""

    id: UUID
    receipt_no: str
    kind: Kind
    policy_id: UUID | None
    matter: str
    unit: str
    text: str = Field(description="Masked")
    state: QuestionState
    cycle: int
    asked_at: datetime
    channel: Channel | None = Field(description="Answered on the spot: counter | phone")
    rating: Rating | None
    version: int


class EarlierView(_Shown):
    """The first answer of a question that was reopened."""

    rendition: str
    answered_at: datetime
    rating: Rating | None
    comment: str


class QuestionView(QuestionLineView):
    """A question as its unit sees it; the asker's own words and address only by an unmasking."""

    clause: ClauseView | None
    has_email: bool = Field(description="The asker is told by mail")
    answer: str = Field(description="As drafted")
    clauses: list[ClauseView] = Field(description="What the drafted answer names")
    to_publish: bool = Field(description="Whether everybody will read it")
    withheld: str = Field(description="Why a board's answer is for the asker only")
    rendition: str = Field(description="The answer as its readers read it")
    is_public: bool
    drafted_by: tuple[str, ...]
    drafted_at: datetime | None
    reviewed_by: str | None
    answered_at: datetime | None
    comment: str = Field(description="What the asker said of the answer, masked")
    reason: str = Field(description="Why it was reopened, masked")
    earlier: list[EarlierView]
    names: dict[str, str] = Field(description="How the people behind the ids are called")


class OriginalView(_Shown):
    """The asker's own words; each reading is in the audit log with its purpose."""

    text: str
    email: str
    reason: str
    comment: str


class AnswerGateView(GateView):
    """What the gate says of question and answer as they stand now."""

    text: str = Field(description="The question as it will be read")
    answer: str = Field(description="The answer as it will be read")


class ShareView(BaseModel):
    """So many of how many."""

    n: int
    of: int


class ExcludedView(BaseModel):
    """What a share leaves out, and why."""

    count: int
    reason: str


class FiguresView(BaseModel):
    """Questions received in a period; each share says what it is counted over."""

    begins_on: date
    ends_on: date
    unit: str | None = Field(description="null: all units")
    received: int
    on_the_spot: ShareView = Field(description="Answered at the counter or by telephone, of all but the excluded")
    excluded: list[ExcludedView]
    in_time: ShareView = Field(description="Answered in time, of those answered and those overdue")
    satisfied: ShareView = Field(description="Satisfied or mostly so, of those rated")
