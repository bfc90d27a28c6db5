"""What an act on an order does to the parts that were split off it (诉求拆分, requirement C9).

- what the hotline takes back (撤单, 退单) it takes back whole, and more time for the order is more time for its parts;
  a part neither returns nor extends itself, for the hotline could not tell which part it decides on;
- new content is the order's: those who handle a part read in its history that there is some, for only a person can say
  which part it concerns;
- a new round (重办), a review and a survey are about the report that the hotline got for the order: they concern its
  ticket alone. Those who handle that round may split it again.

The order's own report is signed last, when no part is open.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import latest_decided

WITH_THE_ORDER: Final = "随原工单"
"""Stands behind an act that the hotline did to the whole order."""


def reaches_parts(change: Change) -> bool:
    """Whether the act is one on a whole order that its parts follow."""
    return change.act in FOLLOWS and not change.ticket.part_of


def acts_on_parts(step: Change, parts: Sequence[Ticket]) -> tuple[Change, ...]:
    """What something that happened to the order does to its open parts."""
    follow = FOLLOWS.get(step.act)
    if follow is None:
        return ()
    owed = step.moments if step.act is Act.extension_granted else ()
    return tuple(
        Change(act=step.act, ticket=follow(part, step), at=step.at, note=WITH_THE_ORDER, moments=owed)
        for part in parts
        if part.is_open
    )


def open_parts(parts: Collection[Ticket]) -> tuple[str, ...]:
    """The numbers of the parts that are open: the hotline gets the order's report when all that was cut off is
    reported, or the hotline's again."""
    return tuple(part.no for part in parts if part.is_open)


def _returned(part: Ticket, step: Change) -> Ticket:
    dealt = part.case_log.with_return(latest_decided(step.ticket.case_log.returns)).lapsed(step.at)
    return part.after(Act.return_accepted, dealings=replace(dealt, ended_at=step.at))


def _extended(part: Ticket, step: Change) -> Ticket:
    granted = latest_decided(step.ticket.case_log.extensions)
    return part.after(Act.extension_granted, dealings=part.case_log.with_extension(granted))


FOLLOWS: Final[Mapping[Act, Callable[[Ticket, Change], Ticket]]] = MappingProxyType(
    {
        Act.cancelled: lambda part, step: part.cancel(step.at),
        Act.return_accepted: _returned,
        Act.extension_granted: _extended,
        Act.amended: lambda part, _: part.after(Act.amended),
        Act.urged: lambda part, _: part.urge(),
        Act.supervised: lambda part, _: part.supervise(),
    }
)
"""What the hotline does to the order, and what that is for a part."""
