"""The hotline tells us things: each message is kept, obeyed once, and answered with a receipt."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from gongkai.clocks.clock import Clock
from gongkai.database.work import Work
from ticket_service.domain.facts import fact_of
from ticket_service.domain.history import Act, Entry
from ticket_service.domain.intake import Intake, by_order, opened
from ticket_service.domain.message import Message, MessageIdReused, MessageState, Receipt
from ticket_service.domain.ticket import FINISH_WITHIN, LIMITS, Ticket
from ticket_service.store import messages as kept
from ticket_service.store import tickets
from ticket_service.store.intake import keep


async def accept_messages(messages: Sequence[Message], work: Work) -> list[Receipt | Exception]:
    """One receipt (or refusal) for each message, in order. However many they are, the statements stay as many."""
    order_nos = sorted({message.order_no for message in messages})
    serials = iter(await kept.lock_orders(work.db, order_nos))
    earlier = await kept.known(work.db, messages)
    there = await tickets.of_orders(work.db, order_nos)
    intake = Intake(
        open_ticket=lambda message: opened(message, work.new_id(), next(serials)),
        tickets=dict(there),
        held=by_order(one for one in earlier if one.state is MessageState.held),
    )
    _take_new(messages, earlier, intake)
    clocks = await _keep_clocks(intake, there, work)
    taken = [replace(one, receipt=_receipt(one, intake, clocks)) for one in intake.taken]
    await _save(intake, there, taken, clocks, work)
    _announce(intake, clocks, work)
    by_id = {one.id: one for one in (*earlier, *taken)}
    return [_answer(message, by_id[message.id]) for message in messages]


def _take_new(messages: Sequence[Message], earlier: Sequence[Message], intake: Intake) -> None:
    """Each id once; what was sent again changes nothing."""
    seen = {one.id for one in earlier}
    for message in messages:
        if message.id not in seen:
            seen.add(message.id)
            intake.take(message)
    intake.settle()


async def _keep_clocks(intake: Intake, there: dict[str, Ticket], work: Work) -> dict[UUID, list[Clock]]:
    """Start the clocks of new tickets, cancel those of cancelled ones, and look up those a receipt will name."""
    new = [ticket for order_no, ticket in intake.tickets.items() if order_no not in there]
    started = await work.clocks.start([one.id for one in new], LIMITS, [one.received_at for one in new])
    clocks = dict(zip((one.id for one in new), started, strict=True))
    cancelled = [step.ticket.id for step in intake.steps if step.act is Act.cancelled]
    clocks |= await work.clocks.cancel_each(cancelled, work.now, "热线撤单")
    clocks |= await work.clocks.of_each([one.id for one in there.values() if one.id not in clocks])
    return clocks


async def _save(
    intake: Intake, there: dict[str, Ticket], taken: list[Message], clocks: dict[UUID, list[Clock]], work: Work
) -> None:
    new = [one for order_no, one in intake.tickets.items() if order_no not in there]
    changed = [one for order_no, one in intake.tickets.items() if order_no in there and one != there[order_no]]
    entries = [
        Entry(
            id=work.new_id(),
            ticket_id=step.ticket.id,
            at=step.at,
            actor=work.actor.name,
            act=step.act,
            note=step.note,
        )
        for step in intake.steps
    ]
    await keep(work.db, [_with_due_date(one, clocks[one.id]) for one in new], taken, entries)
    await tickets.save_locked(work.db, changed, {one.id: one.version for one in there.values()})
    await kept.release(work.db, intake.released)


def _announce(intake: Intake, clocks: dict[UUID, list[Clock]], work: Work) -> None:
    for step in intake.steps:
        if fact := fact_of(step, work.clocks.as_facts(clocks[step.ticket.id])):
            work.announce(fact)


def _with_due_date(ticket: Ticket, clocks: list[Clock]) -> Ticket:
    finish = next(one for one in clocks if one.code == FINISH_WITHIN.code)
    return replace(ticket, finish_due_at=finish.due_at)


def _receipt(message: Message, intake: Intake, clocks: dict[UUID, list[Clock]]) -> Receipt:
    if message.ticket_id is None:
        return Receipt(order_no=message.order_no, received_at=message.arrived_at)
    return Receipt.of(intake.tickets[message.order_no], clocks[message.ticket_id])


def _answer(message: Message, first: Message) -> Receipt | Exception:
    if message.digest != first.digest:
        return MessageIdReused("同一消息编号已用于其他内容；以先收到的为准。")
    assert first.receipt is not None, "every kept message has its receipt"
    return first.receipt
