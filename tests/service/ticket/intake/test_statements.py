"""What a batch of messages costs: as many statements for sixty-four as for two."""

from typing import Any

import pytest
from pydantic_core import to_json

from gongkai.timepiece import new_id
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import event
from tests.statements import statements
from ticket_service.intake.api.messages import read_message
from ticket_service.intake.api.webhook import HOTLINE
from ticket_service.intake.usecases import accept_messages


async def accepted(
    doors: TicketDoors, messages: list[tuple[str, str]], *, with_files: bool = False, **beside: Any
) -> list[str]:
    """Take messages (kind, order number) over in one transaction; the statements that this took."""
    now = doors.running.timepiece.now()
    bare: dict[str, Any] = {} if with_files else {"attachments": []}
    read = [
        read_message(to_json(event(what, order_no=order_no, **bare, **beside)), f"{what}-{order_no}", now)
        for what, order_no in messages
    ]
    async with statements(doors.running) as asked, doors.running.work(HOTLINE) as work:
        answers = await accept_messages(read, work)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    return asked


@pytest.mark.parametrize("what", ["created", "amended", "urged", "cancelled", "supervised", "review"])
async def test_c1_sixty_four_messages_cost_as_many_statements_as_two(doors: TicketDoors, what: str) -> None:
    counts = []
    for size in (2, 8, 64):
        order_nos = [f"{size}-{number}" for number in range(size)]
        if what != "created":
            await accepted(doors, [("created", order_no) for order_no in order_nos])
        counts.append(len(await accepted(doors, [(what, order_no) for order_no in order_nos])))
    assert len(set(counts)) == 1


async def test_c1_new_orders_cost_eight_statements(doors: TicketDoors) -> None:
    """Begin, lock, two looks, clocks, one for tickets, messages and history, outbox, commit."""
    assert len(await accepted(doors, [("created", "1"), ("created", "2")])) == 8


async def test_c3_the_files_of_however_many_orders_cost_one_statement_more(doors: TicketDoors) -> None:
    assert len(await accepted(doors, [("created", "1"), ("created", "2")], with_files=True)) == 9


@pytest.mark.parametrize("what", ["amended", "urged", "cancelled", "supervised"])
async def test_c9_an_order_with_parts_costs_as_many_statements_as_one_without(doors: TicketDoors, what: str) -> None:
    whole, parted = ["1", "2"], ["3", "4"]
    for order_no in (*whole, *parted):
        ticket = await doors.ticket(order_no=order_no)
        for _ in range(2 if order_no in parted else 0):
            off = {"matter": "report", "title": "举报", "content": "举报内容", "reason": "两类诉求"}
            headers = {"If-Match": "*", "Idempotency-Key": new_id().hex}
            made = await doors.clerk.post(f"/api/v1/tickets/{ticket['id']}/parts", json=off, headers=headers)
            assert made.status_code == 201, made.text
    costs = [len(await accepted(doors, [(what, order_no) for order_no in some])) for some in (whole, parted)]
    assert costs[0] == costs[1]


async def test_c2_however_many_limits_of_supervision_come_they_cost_as_many_statements(doors: TicketDoors) -> None:
    counts = []
    for size in (2, 16):
        order_nos = [f"{size}-{number}" for number in range(size)]
        await accepted(doors, [("created", order_no) for order_no in order_nos])
        watched = [("supervised", order_no) for order_no in order_nos]
        counts.append(len(await accepted(doors, watched, working_days=3)))
    assert counts[0] == counts[1]
