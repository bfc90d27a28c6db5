"""Complaints (投诉) and reports (举报): the limits of the law run beside the 15 working days (requirement C9)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from gongkai.refusals import Ground, Refusal
from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.days import office_day
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import AT_ONCE, FINISH_WITHIN, REVIEW_WITHIN, SUPERVISED_WITHIN
from ticket_service.ticket.domain.rounds import Owed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Legal, LegalStep, MatterKind
from ticket_service.ticket.values.person import Person

AFTER: Final[Mapping[Legal, Legal]] = MappingProxyType({Legal.mediation_ended: Legal.complaint_accepted})
"""What only follows something else."""
INSTEAD: Final = (
    {Legal.complaint_accepted, Legal.complaint_refused},
    {Legal.case_opened, Legal.case_declined},
    {Legal.mediation_ended},
)
"""One of each is taken, once."""


class SameMatter(Refusal):
    """The ticket already is of this kind."""

    code = "same-matter"
    ground = Ground.conflict


class StepUntimely(Refusal):
    """The law knows no such step for this matter now."""

    code = "legal-step-untimely"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class StatutoryLimit:
    """One row of `statutory.toml`; `opens` empty: counted from the receipt of the order."""

    limit: Limit
    matter: MatterKind
    opens: Legal | None
    closes: frozenset[Legal]


@cache
def statutory() -> tuple[StatutoryLimit, ...]:
    """The rows in force."""
    content = tomllib.loads(files("ticket_service.ticket.domain").joinpath("statutory.toml").read_text("utf-8"))
    return tuple(_row(**row) for row in content["law"])


def _row(*, matter: str, opens: str, closes: list[str], **limit: object) -> StatutoryLimit:
    return StatutoryLimit(
        limit=Limit(**limit),  # type: ignore[arg-type]
        matter=MatterKind(matter),
        opens=None if opens == "received" else Legal(opens),
        closes=frozenset(map(Legal, closes)),
    )


STATUTORY: Final = tuple(one.limit for one in statutory())
LIMITS: Final = (*AT_ONCE, REVIEW_WITHIN, SUPERVISED_WITHIN, *STATUTORY)
"""Every limit that this service counts."""


def limits_of(ticket: Ticket) -> tuple[Limit, ...]:
    """Every limit that was ever counted for a ticket."""
    taken = {one.step for one in ticket.case_log.legal_steps}
    legal = [one.limit for one in statutory() if one.matter is ticket.matter_kind and one.opens in (None, *taken)]
    reviewed = (REVIEW_WITHIN,) if ticket.case_log.reviews else ()
    return (*AT_ONCE, *reviewed, *_supervised(ticket), *legal)


def limits_met_by_signature(ticket: Ticket) -> tuple[Limit, ...]:
    """What the signature under the report fulfils."""
    return (FINISH_WITHIN, *_supervised(ticket))


def _supervised(ticket: Ticket) -> tuple[Limit, ...]:
    return (SUPERVISED_WITHIN,) if any(one.counted for one in ticket.case_log.supervisions) else ()


def owed_from_receipt(ticket: Ticket) -> tuple[Owed, ...]:
    """What starts with the receipt of a matter of this kind."""
    begun = Moment(kind=MomentKind.started, at=ticket.received_at, day=office_day(ticket.received_at))
    return tuple((one.limit, begun) for one in statutory() if one.matter is ticket.matter_kind and one.opens is None)


def classify(ticket: Ticket, kind: MatterKind, at: datetime) -> tuple[Ticket, tuple[Owed, ...]]:
    """The matter is of this kind, since its receipt; what another kind would have owed is owed no more."""
    ticket.refuse_impossible(Act.classified)
    if kind is ticket.matter_kind:
        raise SameMatter("该办件已是此类事项。")
    stopped = Moment(kind=MomentKind.cancelled, at=at, reason="更改事项类别")
    gone = tuple((limit, stopped) for limit in limits_of(ticket) if limit in STATUTORY)
    dealt = replace(ticket.case_log, legal_steps=()) if ticket.case_log.legal_steps else ticket.dealings
    after = ticket.after(Act.classified, matter_kind=kind, dealings=dealt)
    return after, gone + owed_from_receipt(after)


def steps_open(ticket: Ticket) -> tuple[Legal, ...]:
    """The steps that the law knows for this matter and that were not taken yet, in the order of its list."""
    taken = {one.step for one in ticket.case_log.legal_steps}
    closing = [one.closes for one in statutory() if one.matter is ticket.matter_kind]

    def is_open(step: Legal) -> bool:
        done = any(step in group and group & taken for group in INSTEAD)
        early = AFTER.get(step) is not None and AFTER[step] not in taken
        return not done and not early and any(step in steps for steps in closing)

    return tuple(step for step in Legal if is_open(step))


def take_step(ticket: Ticket, step: Legal, by: Person, at: datetime) -> tuple[Ticket, tuple[Owed, ...]]:
    """A step of the law was taken: it stops one clock, and may start the next."""
    ticket.refuse_impossible(Act.legal_step)
    if step not in steps_open(ticket):
        raise StepUntimely(f"该办件目前不能“{step.words}”。")
    rows = [one for one in statutory() if one.matter is ticket.matter_kind]
    met = Moment(kind=MomentKind.met, at=at, by=by.id)
    begun = Moment(kind=MomentKind.started, at=at, by=by.id)
    owed = [(one.limit, met) for one in rows if step in one.closes]
    owed += [(one.limit, begun) for one in rows if one.opens is step]
    steps = (*ticket.case_log.legal_steps, LegalStep(step=step, at=at, by=by))
    return ticket.after(Act.legal_step, dealings=replace(ticket.case_log, legal_steps=steps)), tuple(owed)
