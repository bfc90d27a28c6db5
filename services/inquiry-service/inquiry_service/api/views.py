"""What the inquiry doors give."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from inquiry_service.domain.board import BoardState
from inquiry_service.domain.question import QuestionState


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class AnsweredView(_Shown):
    """A question and its public answer."""

    id: UUID
    text: str
    answer: str
    unit: str = Field(description="Code of the unit that answered")
    asked_at: datetime
    answered_at: datetime


class BoardView(_Shown):
    """A policy's message board with one page of its answered questions, newest first."""

    policy_id: UUID
    title: str
    document_no: str
    drafting_unit: str = Field(description="Code of the unit that owes the answers")
    state: BoardState
    opened_at: datetime
    closed_at: datetime | None
    items: list[AnsweredView]
    next: str | None = Field(description="Cursor of the next page; null on the last page")


class StatusView(_Shown):
    """Where a question is: on which working day of how many, and what was answered."""

    receipt_no: str
    state: QuestionState
    words: str = Field(description="The state in Chinese")
    asked_at: datetime
    day: int = Field(description="Which working day after the receipt it is; 0 on the day of receipt")
    days: int = Field(description="How many working days the unit has")
    due_on: date
    is_provisional: bool = Field(description="The calendar of the year of due_on is not announced yet")
    is_late: bool
    answer: str | None = Field(description="Only once it is public")
    answered_at: datetime | None


class QuestionLineView(_Shown):
    """A question in a list at the desk."""

    id: UUID
    receipt_no: str
    policy_id: UUID
    unit: str
    text: str
    state: QuestionState
    asked_at: datetime
    version: int


class QuestionView(QuestionLineView):
    """A question as its unit sees it."""

    email: str = Field(description="Private: for the unit, to reach the asker about this question")
    answer: str
    drafted_by: tuple[str, ...]
    drafted_at: datetime | None
    reviewed_by: str | None
    answered_at: datetime | None
    names: dict[str, str] = Field(description="How the people behind the ids are called")
