"""What the rules below a ticket look at of it; `Ticket` is this, and more."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from ticket_service.ticket.values.case_log import CaseLog, MatterKind
from ticket_service.ticket.values.report import Report, ReportRequirements


class TicketFacts(Protocol):
    """A ticket without its acts: the table of these asks for nothing else."""

    @property
    def unit(self) -> str:
        """Which unit handles it."""

    @property
    def part_of(self) -> UUID | None:
        """The order's ticket, if this is only a part."""

    @property
    def received_at(self) -> datetime:
        """From when the days are counted."""

    @property
    def finish_due_at(self) -> datetime | None:
        """When the limit to finish ends."""

    @property
    def contacted_at(self) -> datetime | None:
        """When the citizen was contacted."""

    @property
    def report(self) -> Report | None:
        """The report of this round."""

    @property
    def report_requirements(self) -> ReportRequirements:
        """What that has to fit."""

    @property
    def has_both_receipts(self) -> bool:
        """Whether the hotline has report and file."""

    @property
    def matter_kind(self) -> MatterKind | None:
        """What the matter is in law."""

    @property
    def case_log(self) -> CaseLog:
        """What passed beside the matter."""
