"""Facts the inquiry service publishes; a field may be added, never renamed or removed."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from gongkai.events.envelope import Event


class BoardOpened(Event):
    """Citizens may ask under a policy from now on."""

    type: ClassVar[str] = "gongkai.inquiry.board-opened.v1"

    policy_id: UUID


class BoardClosed(Event):
    """Nobody may ask under this policy any more; what was asked is still answered."""

    type: ClassVar[str] = "gongkai.inquiry.board-closed.v1"

    policy_id: UUID


class InquiryEvent(Event):
    """What every fact about a question says."""

    state: str
    policy_id: UUID | None = None


class QuestionAsked(InquiryEvent):
    """A citizen asked; the reply is counted from now on."""

    type: ClassVar[str] = "gongkai.inquiry.asked.v1"

    received_at: datetime
    kind: str = Field(default="board", description="board (under a policy, §3) | consult (我要咨询, §9)")


class AnswerDrafted(InquiryEvent):
    """A clerk wrote an answer; it waits for another person's review."""

    type: ClassVar[str] = "gongkai.inquiry.answer-drafted.v1"


class QuestionAnswered(InquiryEvent):
    """The answer is given, and public where it belongs under a policy; whoever counts days stops counting."""

    type: ClassVar[str] = "gongkai.inquiry.answered.v1"

    answered_at: datetime
    on_the_spot: bool = False


class QuestionReopened(InquiryEvent):
    """The citizen was not satisfied and asked once more; the reply is counted anew."""

    type: ClassVar[str] = "gongkai.inquiry.reopened.v1"

    reopened_at: datetime


class AnswerRated(InquiryEvent):
    """The citizen said how satisfied he is with the answer."""

    type: ClassVar[str] = "gongkai.inquiry.rated.v1"

    rating: str = Field(description="satisfied | mostly_satisfied | dissatisfied")
