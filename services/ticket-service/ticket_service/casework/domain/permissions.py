"""What a person may do with a ticket now: the life cycle says what is possible and what it needs, his role the rest.

The case page shows a form where this says yes. The use cases judge again by the same table, and its refusals stand;
here nothing is refused, only left out.
"""

from dataclasses import dataclass
from datetime import datetime

from gongkai.actor import Actor
from ticket_service.ticket.domain.lifecycle import Act, is_possible, move_of
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.needs.of_report import open_questions
from ticket_service.ticket.domain.needs.of_unit import ASKED_TO_HELP
from ticket_service.ticket.domain.parts import open_parts
from ticket_service.ticket.domain.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccess:
    """One person facing one ticket, at a moment. `co_units` were asked to help, `parts` were split off; `merged`: it is
    handled with another one."""

    ticket: Ticket
    actor: Actor
    now: datetime
    co_units: tuple[str, ...] = ()
    parts: tuple[Ticket, ...] = ()
    merged: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the person's unit handles the ticket."""
        return self.actor.unit == self.ticket.unit

    @property
    def helps(self) -> bool:
        """Whether the person's unit was asked to help."""
        return self.actor.unit in self.co_units

    @property
    def open_parts(self) -> int:
        """How many parts still have to be finished before this ticket can be."""
        return len(open_parts(self.parts))

    @property
    def open_questions(self) -> int:
        """How much of what the hotline asks about the matter the report leaves open."""
        return len(open_questions(self.ticket))

    def may(self, act: Act) -> bool:
        """Whether the life cycle, the person's role and his unit leave him this act now."""
        move = move_of(act, self.ticket.state)
        if move is None or not {role.value for role in self.actor.roles} & {party.value for party in move.by}:
            return False
        within = ASKED_TO_HELP in move.needs or self.actor.only_unit in (None, self.ticket.unit)
        return within and is_possible(act, self.ticket, self._context)

    @property
    def _context(self) -> ActContext:
        return ActContext(
            person=self.actor.id,
            unit=self.actor.unit,
            now=self.now,
            co_units=self.co_units,
            parts=len(self.parts),
            open_parts=open_parts(self.parts),
            merged=self.merged,
        )
