"""The ticket's history, as the case page shows it: who did what and when, without anybody's personal data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ticket_service.ticket.domain.lifecycle import Act

EARLIER_ROUND: Final = "此前办理轮次"
"""Stands behind an act that concerns a report of before the hotline came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """A line of the history; `actor` is a name of staff or of a machine."""

    id: UUID
    ticket_id: UUID
    at: datetime
    actor: str
    act: Act
    note: str = ""
