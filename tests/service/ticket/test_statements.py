"""What a batch of messages costs: as many statements for sixty-four as for two."""

import pytest
from pydantic_core import to_json

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import event
from tests.statements import statements
from ticket_service.api.hotline import HOTLINE
from ticket_service.api.orders import read_message
from ticket_service.usecases.accept_messages import accept_messages


async def accepted(doors: TicketDoors, messages: list[tuple[str, str]], *, with_files: bool = False) -> list[str]:
    """Take messages (kind, order number) over in one transaction; the statements that this took."""
    now = doors.running.timepiece.now()
    bare = {} if with_files else {"attachments": []}
    read = [
        read_message(to_json(event(what, order_no=order_no, **bare)), f"{what}-{order_no}", now)
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
