"""The rounds that ended, one narrow row each: what the rates count without reading a single order."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    String,
    Table,
    Uuid,
    and_,
    bindparam,
    case,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.clocks.store import clock
from ticket_service.ticket.domain.ended_round import ROUND_FACTS, UNSAID, EndedRound, LaterAnswer, LimitOutcome
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN
from ticket_service.ticket.store.tables import metadata

ticket_round = Table(
    "ticket_round",
    metadata,
    Column("ticket_id", Uuid, ForeignKey("ticket.id"), primary_key=True),
    Column("cycle", Integer, primary_key=True),
    Column("unit", String(40), nullable=False),
    Column("ended_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("finish", String(12), nullable=False),
    Column("contact_due_on", Date),
    Column("contact", String(12), nullable=False),
    *(Column(fact, String(16), nullable=False) for fact in ROUND_FACTS),
    Index("ix_ticket_round_ended", "ended_on", "ticket_id", "cycle"),
    Index("ix_ticket_round_due", "due_on", "ticket_id", "cycle"),
    Index("ix_ticket_round_contact_due", "contact_due_on", "ticket_id", "cycle"),
)
"""`finish` and `contact` say how the two limits stood in the end (`LimitOutcome`). A round whose citizen had been
contacted in an earlier one owes no first contact, and has no day for it."""

SAID: Final = ("ticket_id", "cycle", "unit", "ended_on", *ROUND_FACTS)
LATER: Final = ("grade", "contacted_first", "solved", "rehandled")

finish, contact = clock.alias("finish_clock"), clock.alias("contact_clock")


def of_the_round(finish: FromClause, contact: FromClause) -> ColumnElement[bool]:
    """Joins the clock of the first contact to the one to finish, where it is counted in the same round."""
    return and_(
        contact.c.subject_id == finish.c.subject_id,
        contact.c.code == CONTACT_WITHIN.code,
        contact.c.started_at >= finish.c.started_at,
    )


def limit_outcome(of: FromClause, otherwise: ColumnElement[str]) -> ColumnElement[str]:
    """How a limit stands that was met; else what is given."""
    return case(
        (of.c.on_time.is_(True), LimitOutcome.on_time), (of.c.on_time.is_(False), LimitOutcome.late), else_=otherwise
    )


def _added() -> Any:
    said = {name: bindparam(f"of_{name}", type_=ticket_round.c[name].type) for name in SAID}
    clocks = {
        "due_on": finish.c.due_on,
        "finish": limit_outcome(finish, said["ending"]),
        "contact_due_on": contact.c.due_on,
        "contact": case((contact.c.code.is_(None), UNSAID), else_=limit_outcome(contact, said["ending"])),
    }
    rows = (
        select(*said.values(), *clocks.values())
        .select_from(finish.outerjoin(contact, of_the_round(finish, contact)))
        .where(finish.c.subject_id == said["ticket_id"], finish.c.code == FINISH_WITHIN.code)
    )
    added = upsert(ticket_round).from_select([*said, *clocks], rows)
    changed = {name: added.excluded[name] for name in (*said, *clocks) if name not in ("ticket_id", "cycle")}
    return added.on_conflict_do_update(index_elements=["ticket_id", "cycle"], set_=changed)


ADD: Final = _added()
NOTE: Final = (
    update(ticket_round)
    .where(ticket_round.c.ticket_id == bindparam("of_ticket_id"), ticket_round.c.cycle == bindparam("of_cycle"))
    .values({name: bindparam(f"of_{name}") for name in LATER})
)


async def add(db: AsyncConnection, ended: Iterable[EndedRound]) -> None:
    """Write down rounds that ended, with what their clocks say; in one round trip, after the clocks were saved."""
    if rows := [{f"of_{name}": getattr(one, name) for name in SAID} for one in ended]:
        await db.execute(ADD, rows)


async def note(db: AsyncConnection, answers: Iterable[LaterAnswer]) -> None:
    """Write down what was said later of rounds that had ended; in one round trip."""
    if rows := [{f"of_{name}": value for name, value in asdict(one).items()} for one in answers]:
        await db.execute(NOTE, rows)
