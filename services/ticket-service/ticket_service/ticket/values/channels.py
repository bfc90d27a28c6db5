"""What is told and noted beside the handling: the channel of the law for a matter that is not one of ours
(docs/facts.md §3.3, docs/facts.md §3.6), and that the call is kept on file (存电)."""

from dataclasses import dataclass
from datetime import datetime

from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.person import Person


class LegalChannel(WordEnum):
    """法定渠道: where the citizen has to go with what the hotline cannot decide."""

    petition = "petition", "信访"
    disclosure = "disclosure", "政府信息公开"
    review = "review", "行政复议"
    lawsuit = "lawsuit", "行政诉讼"
    discipline = "discipline", "纪检监察"
    labour_arbitration = "labour_arbitration", "劳动仲裁"
    arbitration = "arbitration", "司法仲裁"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The citizen was told his channel, by whom, and in which words."""

    channel: LegalChannel
    note: str
    at: datetime
    by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """存电: the call is kept on file, by whom, and why."""

    note: str
    at: datetime
    by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """督办 with a limit of its own (督办时限). `as_of` is the hotline's time of it, `received_at` from when its working
    days count; `counted`: its clock was started."""

    as_of: datetime
    received_at: datetime
    days: int
    counted: bool = False
