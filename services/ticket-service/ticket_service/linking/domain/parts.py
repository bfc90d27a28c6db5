"""诉求拆分: one message that is both a complaint and a report becomes two tickets (requirement C9; docs/facts.md §3.6).

The hotline knows one order and wants one report. So the order keeps its one ticket, and each part is a ticket of its
own beside it, with its number, unit, kind of matter and report:

- a part owes what the order owes at that moment: its two clocks are the order's, so they count from the same receipt,
  and a contact that was made counts, for it is the same citizen; the limits of the law for its matter run beside them;
- what the hotline takes back (撤单, 退单) it takes back whole, and more time for the order is more time for its parts;
  a part neither returns nor extends itself, for the hotline could not tell which part it decides on;
- new content is the order's: whoever handles a part reads in its history that there is some, for only a person can say
  which part it concerns;
- whoever is protected as the order's reporter (举报) is protected in each part, whatever that is called;
- a new round (重办), a review and a survey are about the report that the hotline got for the order: they concern its
  ticket alone. Whoever handles that round may split it again.

The order's own report is signed last, when no part is open.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from ticket_service.linking.domain.links import Link, LinkKind
from ticket_service.ticket.domain.history import Step
from ticket_service.ticket.domain.lifecycle import Act, TicketState
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.domain.ticket_events import latest
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.number import number_of_part

PARTS_AT_MOST: Final = 9
WITH_THE_ORDER: Final = "随原工单"
"""Stands behind an act that the hotline did to the whole order."""


class SplitUnfit(Refusal):
    """A part is not split again, nor a ticket that was merged into another; and an order has at most nine parts."""

    code = "split-unfit"
    ground = Ground.unfit


class PartsOpen(Refusal):
    """A part of the order is still open; the order's own report is signed last."""

    code = "parts-open"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What is cut off: which kind of matter, in which words, for which unit."""

    id: UUID
    matter: MatterKind
    title: str
    content: str
    unit: str


def split(ticket: Ticket, cut: Cut, parts: Collection[Ticket], links: Collection[Link]) -> tuple[Ticket, Ticket]:
    """The order's ticket and its new part; `parts` and `links` are those that it has. The citizen's letter
    and files stay with the order, for they speak of all of it."""
    ticket.refuse_impossible(Act.split)
    merged = any(one.kind is LinkKind.merged and one.ticket_id == ticket.id for one in links)
    if ticket.part_of or merged or len(parts) >= PARTS_AT_MOST:
        raise SplitUnfit(f"拆分件和已并入其他办件的办件不能拆分，一个工单最多拆分{PARTS_AT_MOST}件。")
    part_no = len(parts) + 1
    order = replace(
        ticket.order,
        title=cut.title,
        content=cut.content,
        matter=cut.matter.words,
        letter="",
        citizen=replace(ticket.order.citizen, confidential=ticket.is_protected),
        attachments=(),
    )
    part = Ticket(
        id=cut.id,
        no=number_of_part(ticket.no, part_no),
        order_no=ticket.order_no,
        part_of=ticket.id,
        part_no=part_no,
        order=order,
        unit=cut.unit,
        state=TicketState.handling if ticket.contacted_at else TicketState.received,
        arrived_at=ticket.arrived_at,
        received_at=ticket.received_at,
        content_as_of=ticket.content_as_of,
        contacts=ticket.contacts,
        contacted_at=ticket.contacted_at,
        matter_kind=cut.matter,
    )
    return ticket.after(Act.split), part


def reached(step: Step, parts: Sequence[Ticket]) -> tuple[Step, ...]:
    """What something that happened to the order does to its open parts."""
    follow = FOLLOWS.get(step.act)
    if follow is None:
        return ()
    owed = step.owed if step.act is Act.extension_granted else ()
    return tuple(
        Step(act=step.act, ticket=follow(part, step), at=step.at, note=WITH_THE_ORDER, owed=owed)
        for part in parts
        if part.is_open
    )


def refuse_open_parts(parts: Collection[Ticket]) -> None:
    """The hotline gets the order's report when all that was cut off is reported, or the hotline's again."""
    if numbers := [part.no for part in parts if part.is_open]:
        raise PartsOpen(f"拆分件{'、'.join(numbers)}尚未办结，原工单不能签发。")


def _returned(part: Ticket, step: Step) -> Ticket:
    dealt = part.dealt.with_return(latest(step.ticket.dealt.returns)).lapsed(step.at)
    return part.after(Act.return_accepted, dealings=replace(dealt, ended_at=step.at))


def _extended(part: Ticket, step: Step) -> Ticket:
    granted = latest(step.ticket.dealt.extensions)
    return part.after(Act.extension_granted, dealings=part.dealt.with_extension(granted))


FOLLOWS: Final[Mapping[Act, Callable[[Ticket, Step], Ticket]]] = MappingProxyType(
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
