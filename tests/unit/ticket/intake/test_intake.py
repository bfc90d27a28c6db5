"""Messages of the hotline in every order: doubled, late, before their order."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.ticket.known import BEFORE_THE_WEEK
from ticket_service.intake.domain.intake import Intake, open_ticket
from ticket_service.intake.domain.message import Message, MessageKind, MessageState
from ticket_service.routing.domain import bundled_table
from ticket_service.ticket.domain.lifecycle import Act, TicketState
from ticket_service.ticket.domain.ticket import Ticket, received_at
from ticket_service.ticket.values.order import Citizen, Order

ORDER = Order(
    order_no="A1",
    source="phone",
    kind="transfer",
    priority="normal",
    dispatched_at=BEFORE_THE_WEEK,
    category=(),
    district="浦东",
    title="题",
    content="文",
    citizen=Citizen(),
)


def said(kind: MessageKind, minute: int, title: str = "题") -> Message:
    """What the hotline did in a certain minute."""
    with_content = kind in (MessageKind.created, MessageKind.amended)
    return Message(
        id=f"{kind}-{minute}",
        kind=kind,
        order_no="A1",
        occurred_at=BEFORE_THE_WEEK + timedelta(minutes=minute),
        arrived_at=BEFORE_THE_WEEK + timedelta(hours=1),
        digest=b"",
        body=b"",
        order=replace(ORDER, title=title) if with_content else None,
    )


CREATED = said(MessageKind.created, 0)
AMENDED = said(MessageKind.amended, 1, "改一")
AMENDED_AGAIN = said(MessageKind.amended, 2, "改二")
URGED = said(MessageKind.urged, 3)
CANCELLED = said(MessageKind.cancelled, 4)


def taken_in(*messages: Message, one_by_one: bool = False) -> tuple[Ticket | None, list[Message], Intake]:
    """What becomes of messages in this order, in one transaction or in one each."""
    serials = count(1)
    tickets: dict[str, Ticket] = {}
    kept: list[Message] = []
    for batch in [[one] for one in messages] if one_by_one else [list(messages)]:
        intake = Intake(
            lambda one: open_ticket(one, UUID(int=1), next(serials), bundled_table()), there=tickets, earlier=kept
        )
        intake.take(batch)
        tickets = intake.tickets
        released = {one.id for one in intake.released}
        kept = [one for one in kept if one.id not in released] + intake.released + intake.taken
    return tickets.get("A1"), kept, intake


@pytest.mark.parametrize("one_by_one", [True, False])
@pytest.mark.parametrize("order", list(permutations([CREATED, AMENDED, AMENDED_AGAIN, URGED])))
def test_c2_any_order_of_arrival_gives_the_same_ticket(order: tuple[Message, ...], one_by_one: bool) -> None:
    ticket, kept, _ = taken_in(*order, one_by_one=one_by_one)
    assert ticket is not None
    assert (ticket.order.title, ticket.times_urged, ticket.state) == ("改二", 1, TicketState.received)
    assert MessageState.held not in {one.state for one in kept}


@pytest.mark.parametrize("one_by_one", [True, False])
@pytest.mark.parametrize("order", list(permutations([CREATED, AMENDED, CANCELLED])))
def test_c2_a_cancelled_order_is_cancelled_whatever_came_first(order: tuple[Message, ...], one_by_one: bool) -> None:
    ticket, _, _ = taken_in(*order, one_by_one=one_by_one)
    assert ticket is not None
    assert ticket.state is TicketState.cancelled


def test_c2_what_comes_before_its_order_is_held() -> None:
    ticket, kept, intake = taken_in(CANCELLED, URGED)
    assert ticket is None
    assert [one.state for one in kept] == [MessageState.held, MessageState.held]
    assert intake.steps == []


def test_c2_the_same_order_again_is_a_duplicate_and_changes_nothing() -> None:
    again = replace(said(MessageKind.created, 9, "别的"), id="other")
    ticket, kept, intake = taken_in(CREATED, again)
    assert ticket is not None
    assert (ticket.version, ticket.order.title) == (1, "题")
    assert [one.state for one in kept] == [MessageState.applied, MessageState.duplicate]
    assert [step.act for step in intake.steps] == [Act.received]


def test_c2_an_older_amendment_does_not_overwrite_newer_content() -> None:
    ticket, kept, _ = taken_in(CREATED, AMENDED_AGAIN, AMENDED, one_by_one=True)
    assert ticket is not None
    assert ticket.order.title == "改二"
    assert [one.state for one in kept][-1] is MessageState.overtaken


def test_c2_an_amendment_moves_neither_clock_nor_unit() -> None:
    moved = replace(ORDER, dispatched_at=BEFORE_THE_WEEK + timedelta(days=3), district="黄浦", title="改")
    ticket, _, _ = taken_in(CREATED, replace(AMENDED, order=moved))
    assert ticket is not None
    assert (ticket.order.dispatched_at, ticket.received_at, ticket.unit) == (BEFORE_THE_WEEK, BEFORE_THE_WEEK, "pudong")


def test_c2_a_cancelled_ticket_hears_no_more_urging() -> None:
    ticket, kept, intake = taken_in(CREATED, CANCELLED, URGED)
    assert ticket is not None
    assert ticket.times_urged == 0
    assert kept[-1].state is MessageState.overtaken
    assert intake.steps[-1].act is Act.overtaken


@given(st.permutations([CREATED, AMENDED, AMENDED_AGAIN, URGED, CANCELLED]))
@settings(max_examples=examples(60))
def test_c2_versions_grow_by_one_with_each_step(order: list[Message]) -> None:
    _, _, intake = taken_in(*order)
    versions = [step.ticket.version for step in intake.steps if step.act is not Act.overtaken]
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize(
    ("dispatched", "arrived"),
    [(BEFORE_THE_WEEK, BEFORE_THE_WEEK + timedelta(hours=9)), (BEFORE_THE_WEEK + timedelta(hours=9), BEFORE_THE_WEEK)],
)
def test_c2_receipt_is_dispatch_or_arrival_whichever_is_earlier(dispatched: datetime, arrived: datetime) -> None:
    assert received_at(dispatched, arrived) == BEFORE_THE_WEEK
