"""The hotline tells us things: each message is kept, obeyed once, and answered with a receipt."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from gongkai.clocks.clock import Clock
from gongkai.unit_of_work import Work
from ticket_service.attachments import store as incoming_files
from ticket_service.attachments.domain import IncomingFile, expected_files
from ticket_service.intake import store
from ticket_service.intake.domain.intake import Intake, open_ticket
from ticket_service.intake.domain.message import Message, MessageIdReused, MessageReceipt
from ticket_service.intake.store import add_batch
from ticket_service.routing import store as dispatch
from ticket_service.ticket.domain.history import clock_moments, entries_of
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import AT_ONCE
from ticket_service.ticket.record import announce, dated, note_rounds
from ticket_service.ticket.store import tickets


async def accept_messages(messages: Sequence[Message], work: Work) -> list[MessageReceipt | Exception]:
    """One receipt (or refusal) for each message, in order. However many they are, the statements stay as many."""
    order_nos = sorted({message.order_no for message in messages})
    numbers, digest = await store.lock_orders(work.db, order_nos)
    serials, table = iter(numbers), await dispatch.table_of(work.db, digest)
    there, parts = await tickets.of_orders(work.db, order_nos)
    intake = Intake(
        open_ticket=lambda message: open_ticket(message, work.new_id(), next(serials), table),
        earlier=await store.read_known(work.db, messages),
        there=there,
        parts_there=parts,
    )
    intake.take(messages)
    clocks = await _keep_clocks(intake, work)
    aside = {message.id: message.order.set_aside for message in messages if message.order}
    taken = [replace(one, receipt=_receipt(one, intake, clocks, aside.get(one.id, ()))) for one in intake.taken]
    await _save(intake, taken, clocks, work)
    announce(intake.steps, clocks, work)
    by_id = {one.id: one for one in (*intake.earlier, *taken)}
    return [_answer(message, by_id[message.id]) for message in messages]


async def _keep_clocks(intake: Intake, work: Work) -> dict[UUID, list[Clock]]:
    """Start the clocks of new tickets, look up those that a receipt will name, and let them go through every step."""
    new = intake.opened
    started = await work.clocks.start([one.id for one in new], AT_ONCE, [one.received_at for one in new])
    clocks = dict(zip((one.id for one in new), started, strict=True))
    clocks |= await work.clocks.of_each([one.id for one in intake.before])
    return await work.clocks.follow(clocks, list(clock_moments(intake.steps)))


async def _save(intake: Intake, taken: list[Message], clocks: dict[UUID, list[Clock]], work: Work) -> None:
    new, changed = ([dated(one, clocks[one.id]) for one in some] for some in (intake.opened, intake.changed))
    await add_batch(work.db, new, taken, entries_of(intake.steps, work.actor.name, work.new_id))
    await tickets.save_locked(work.db, changed, {one.id: one.version for one in intake.before})
    await store.release(work.db, intake.released)
    await note_rounds(intake.steps, work)
    await incoming_files.expect(work.db, _files(intake, work))


def _files(intake: Intake, work: Work) -> Iterator[IncomingFile]:
    """What came with new orders and with all new words, also those that others replaced at once; it is fetched
    afterwards."""
    said = {order_no: one.order for order_no, one in intake.there.items()}
    for step in intake.steps:
        ticket = step.ticket
        if step.act in (Act.received, Act.amended) and not ticket.part_of:
            yield from expected_files(ticket, said.get(ticket.order_no), work.now)
            said[ticket.order_no] = ticket.order


def _receipt(
    message: Message, intake: Intake, clocks: dict[UUID, list[Clock]], aside: tuple[str, ...]
) -> MessageReceipt:
    if message.ticket_id is None:
        return MessageReceipt(order_no=message.order_no, received_at=message.arrived_at, set_aside=aside)
    return MessageReceipt.of(intake.tickets[message.order_no], clocks[message.ticket_id], aside)


def _answer(message: Message, first: Message) -> MessageReceipt | Exception:
    if message.digest != first.digest:
        return MessageIdReused("同一消息编号已用于其他内容；以先收到的为准。")
    assert first.receipt is not None, "every kept message has its receipt"
    return first.receipt
