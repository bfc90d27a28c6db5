"""What every fact about a question tells: which one it is and how it stands, without a word of what was said."""

from collections.abc import Sequence
from typing import Any

from gongkai.events.envelope import ClockFact
from inquiry_service.question.domain.question import Question


def told(question: Question, clocks: Sequence[ClockFact]) -> dict[str, Any]:
    """The particulars common to all facts."""
    return {
        "aggregate_id": question.id,
        "version": question.version,
        "ref": question.receipt_no,
        "unit": question.unit,
        "desk_path": f"/desk/inquiries/{question.id}",
        "clocks": clocks,
        "state": question.state,
        "policy_id": question.policy_id,
    }
