"""What acts on tickets mean for their clocks."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.statutory import limits_of


def clock_moments(steps: Iterable[Change]) -> Iterator[tuple[UUID, Limit, Moment]]:
    """What steps mean for the clocks. For an order that is the hotline's again nothing is owed until it comes back."""
    for step in steps:
        for limit, moment in step.moments:
            yield step.ticket.id, limit, moment
        if step.act in (Act.cancelled, Act.return_accepted):
            stopped = Moment(kind=MomentKind.cancelled, at=step.at, reason=step.act.words)
            for limit in limits_of(step.ticket):
                yield step.ticket.id, limit, stopped
