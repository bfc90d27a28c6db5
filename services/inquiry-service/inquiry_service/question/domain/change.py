"""A change of a question: all that an act makes of it, as one value for `record()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from gongkai.events.inquiry import InquiryEvent
from gongkai.worktime.clock import Moment
from inquiry_service.question.domain.lifecycle import LIFECYCLE, QuestionAct
from inquiry_service.question.domain.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """The question after an act, with the moments, event, audit note and notice that follow from it."""

    act: QuestionAct
    question: Question
    event: Callable[..., InquiryEvent]
    """Makes the event from the fields that all events of a question share."""
    moments: tuple[Moment, ...] = ()
    """Of the one clock of the question, in their order."""
    note: Mapping[str, Any] = field(default_factory=dict)
    """Details of the audit entry: ids and states, nothing private."""
    notice: bool = False
    """Whether the asker, if there is an address, gets a letter."""

    @property
    def is_audited(self) -> bool:
        """Acts of staff are; the asker acts in private."""
        return bool(LIFECYCLE[self.act].roles)

    def with_original(self, sealed: bytes) -> Self:
        """The same with further words of the asker under seal."""
        return replace(self, question=replace(self.question, sealed=sealed))
