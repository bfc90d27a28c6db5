"""Orders, people and tickets as values, made up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK
from ticket_service.intake.domain.intake import open_ticket
from ticket_service.intake.domain.message import Message, MessageKind
from ticket_service.routing.domain import bundled_table
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.contact import ContactAttempt, ContactChannel, ContactOutcome
from ticket_service.ticket.values.order import Citizen, Order


@pytest.fixture
def order() -> Order:
    """An order of 浦东新区 from somebody who cannot exist."""
    return Order(
        order_no="20240930100001",
        source="中国政府网",
        kind="转送单",
        priority="普通",
        dispatched_at=BEFORE_THE_WEEK,
        category=("市场监管", "食品安全"),
        district="浦东新区",
        title="超市出售过期酸奶",
        content="在某超市买到过期酸奶，要求查处。",
        citizen=Citizen(name="甄有问", phone="10012345678"),
    )


@pytest.fixture
def ticket(order: Order) -> Ticket:
    """The ticket of that order, just received."""
    message = Message(
        id="msg_1",
        kind=MessageKind.created,
        order_no=order.order_no,
        occurred_at=BEFORE_THE_WEEK,
        arrived_at=BEFORE_THE_WEEK + timedelta(minutes=5),
        digest=b"",
        body=b"",
        order=order,
    )
    return open_ticket(message, UUID(int=1), 1, bundled_table())


@pytest.fixture
def attempt() -> Callable[..., ContactAttempt]:
    """An attempt to reach the citizen so many minutes after the dispatch."""

    def make(minutes: int, outcome: ContactOutcome = ContactOutcome.reached, **changed: Any) -> ContactAttempt:
        at = BEFORE_THE_WEEK + timedelta(minutes=minutes)
        made = ContactAttempt(channel=ContactChannel.phone, at=at, by=CLERK, outcome=outcome, recorded_at=at)
        return replace(made, **changed)

    return make
