"""An order is split: what its parts are, and what the hotline does to them (C9)."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.unit.ticket.known import BEFORE_THE_WEEK, HEAD, report
from ticket_service.closing_report.domain.signature import as_signed
from ticket_service.linking.domain import Cut, split
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import TABLE, Act, Party, TicketClosed, TicketState, require
from ticket_service.ticket.domain.needs.of_report import PartsOpen
from ticket_service.ticket.domain.needs.of_request import OfTheWholeOrder
from ticket_service.ticket.domain.needs.of_unit import PARTS_AT_MOST, SplitUnfit
from ticket_service.ticket.domain.notices import order_numbers
from ticket_service.ticket.domain.parts import FOLLOWS, acts_on_parts, open_parts
from ticket_service.ticket.domain.readers import ticket_for
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.number import is_ticket_no, number_of_part, number_of_whole
from ticket_service.ticket.values.order import OrderAttachment

THE_ORDERS_ALONE = {
    Act.received,
    Act.surveyed,
    Act.reopened,
    Act.reopening_known,
    Act.review_asked,
    Act.return_refused,
    Act.return_refused_finally,
    Act.extension_refused,
}
"""About the report that the hotline got for the order, or a request that stays as it was."""


def cut(**changed: Any) -> Cut:
    """A report is cut off."""
    return replace(
        Cut(id=UUID(int=50), at=BEFORE_THE_WEEK, matter=MatterKind.report, title="举报", content="内容", unit="pudong"),
        **changed,
    )


def parted(*of: Any) -> tuple[Ticket, Ticket]:
    """The order's ticket after the split, and its part."""
    whole, part = split(*of)
    return whole.ticket, part.ticket


def test_c9_of_all_that_the_hotline_does_it_is_decided_whether_it_reaches_the_parts() -> None:
    hotlines = {move.act for move in TABLE if Party.hotline in move.by}
    assert set(FOLLOWS) | THE_ORDERS_ALONE == hotlines
    assert set(FOLLOWS).isdisjoint(THE_ORDERS_ALONE)


def test_c9_whoever_reports_somebody_stays_protected_in_a_part_that_is_a_complaint(ticket: Ticket) -> None:
    _, plain = parted(ticket, cut(matter=MatterKind.complaint), (), ())
    assert not plain.is_protected
    for whole in (
        replace(ticket, order=replace(ticket.order, matter="举报")),
        replace(ticket, matter_kind=MatterKind.report),
    ):
        _, part = parted(whole, cut(matter=MatterKind.complaint), (), ())
        assert part.is_protected
        name = ticket.order.citizen.name
        assert name
        assert name not in str(ticket_for(part, part.unit))


def test_c9_what_speaks_of_the_whole_order_does_not_go_along_with_a_part(ticket: Ticket) -> None:
    whole = replace(
        ticket, order=replace(ticket.order, letter="信里两件事都说了", attachments=(OrderAttachment(name="信"),))
    )
    after, part = parted(whole, cut(), (), ())
    assert (part.order.letter, part.order.attachments) == ("", ())
    assert after.order == whole.order


def test_c9_the_number_of_a_part_says_from_which_order_it_is(ticket: Ticket) -> None:
    _, part = parted(ticket, cut(), (), ())
    assert (part.no, number_of_whole(part.no)) == (number_of_part(ticket.no, 1), ticket.no)
    assert is_ticket_no(part.no)
    assert not is_ticket_no(f"{part.no}-1")
    assert not is_ticket_no(f"{part.no}1")
    part_of_it = {"part": {"no": 1, "ticket_no": part.no}}
    assert order_numbers(part) == order_numbers(ticket) | part_of_it


def test_c9_a_part_is_not_split_and_an_order_has_nine_at_most(ticket: Ticket) -> None:
    whole, part = parted(ticket, cut(), (), ())
    with pytest.raises(SplitUnfit):
        split(part, cut(), (), ())
    with pytest.raises(SplitUnfit):
        split(whole, cut(), [part] * PARTS_AT_MOST, ())
    with pytest.raises(TicketClosed):
        split(replace(whole, state=TicketState.cancelled), cut(), (), ())
    for act in (Act.return_requested, Act.extension_requested):
        with pytest.raises(OfTheWholeOrder):
            require(act, part)
        require(act, whole)


@pytest.mark.parametrize("state", list(TicketState))
def test_c9_only_an_open_part_keeps_the_orders_report_waiting(ticket: Ticket, state: TicketState) -> None:
    whole, part = parted(replace(ticket, contacted_at=BEFORE_THE_WEEK), cut(), (), ())
    drafted, part = whole.file_report(report()), replace(part, state=state)
    if part.is_open:
        with pytest.raises(PartsOpen, match=part.no):
            as_signed(drafted, HEAD, BEFORE_THE_WEEK, open_parts([part]))
    else:
        assert as_signed(drafted, HEAD, BEFORE_THE_WEEK, open_parts([part])).signed_off_by == HEAD


@pytest.mark.parametrize("act", sorted(FOLLOWS))
def test_c9_what_is_over_is_reached_by_nothing_and_no_clock_starts_by_it(ticket: Ticket, act: Act) -> None:
    _, part = parted(ticket, cut(), (), ())
    done = replace(part, state=TicketState.closed)
    step = Change(act=act, ticket=ticket, at=BEFORE_THE_WEEK)
    assert acts_on_parts(step, [done]) == ()
    if act in (Act.amended, Act.urged, Act.supervised, Act.cancelled):
        (one,) = acts_on_parts(step, [done, part])
        assert (one.ticket.id, one.ticket.version, one.moments, one.ticket.order) == (part.id, 2, (), part.order)
