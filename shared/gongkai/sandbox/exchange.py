"""What the two sides said to each other, and what goes wrong on purpose."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong on purpose. Delays and other orders of messages are up to whoever pushes.

    twice: push every message two times under the same id. wrong_signature: sign with a secret that the bureau does
    not know. skew: seconds by which the hotline's clock is ahead. answer: answer call-backs with this status instead
    of taking them. retry_after: with that answer, ask to come back after so many seconds. other_digest: confirm files
    with a digest that is not theirs.
    """

    twice: bool = False
    wrong_signature: bool = False
    skew: float = 0.0
    answer: int | None = None
    retry_after: int | None = None
    other_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One message and its answer; `to_bureau` says who spoke."""

    at: datetime
    to_bureau: bool
    id: str
    type: str
    order_no: str
    status: int
    sent: Any
    answered: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the hotline answers to a call-back."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with an order, as the hotline keeps it."""

    order_no: str
    name: str
    media_type: str
    size: int
    sha256: str
    receipt_no: str
    content: bytes
