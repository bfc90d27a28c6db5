"""Somebody sends again what was given up: the tickets say that it is on its way once more."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from gongkai.unit_of_work import Work
from gongkai.webhooks.delivery import Delivery
from ticket_service.callbacks import store
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.notices import REPORT, UPLOAD
from ticket_service.ticket.store import tickets


async def note_replay(again: Sequence[Delivery], work: Work) -> None:
    """A line in the history of each ticket; as many statements for a thousand deliveries as for one."""
    kinds: dict[UUID, set[str]] = defaultdict(set)
    for one in again:
        kinds[one.subject_id].add(one.kind)
    reported = [ticket_id for ticket_id, sent in kinds.items() if sent & {REPORT, UPLOAD}]
    before = await store.locked_each(work.db, reported)
    after = [one.send_again(report=REPORT in kinds[one.id], file=UPLOAD in kinds[one.id]) for one in before]
    await tickets.save_locked(work.db, after, {one.id: one.version for one in before})
    await store.note_each(work, reported, Act.report_sent_again)
