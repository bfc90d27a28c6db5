"""What a batch of the hotline's messages leaves behind, written by one statement over three tables."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.compiled import CompiledInsert
from ticket_service.intake.domain.message import Message
from ticket_service.intake.store import messages
from ticket_service.ticket.domain.history import Entry
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.store.tables import hotline_message, ticket, ticket_event

KEEP: Final = CompiledInsert(ticket, hotline_message, ticket_event)


async def keep(
    db: AsyncConnection, opened: Iterable[Ticket], taken: Iterable[Message], entries: Iterable[Entry]
) -> None:
    """New tickets, the messages themselves for ever, and the lines of the history."""
    await KEEP.execute(db, map(tickets.raw_row, opened), map(messages.raw_row, taken), map(history.raw_row, entries))
