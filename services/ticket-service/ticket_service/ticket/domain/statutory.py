"""Complaints (投诉) and reports (举报): the limits of the law run beside the 15 working days (requirement C9)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.days import office_day
from gongkai.worktime.limit import Limit
from ticket_service.ticket.domain.limits import AT_ONCE, FINISH_WITHIN, REVIEW_WITHIN, SUPERVISED_WITHIN, Owed
from ticket_service.ticket.values.case_log import Legal, MatterKind
from ticket_service.ticket.values.ticket_facts import TicketFacts

AFTER: Final[Mapping[Legal, Legal]] = MappingProxyType({Legal.mediation_ended: Legal.complaint_accepted})
"""What only follows something else."""
INSTEAD: Final = (
    {Legal.complaint_accepted, Legal.complaint_refused},
    {Legal.case_opened, Legal.case_declined},
    {Legal.mediation_ended},
)
"""One of each is taken, once."""


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


def limits_of(ticket: TicketFacts) -> tuple[Limit, ...]:
    """Every limit that was ever counted for a ticket."""
    taken = {one.step for one in ticket.case_log.legal_steps}
    legal = [one.limit for one in statutory() if one.matter is ticket.matter_kind and one.opens in (None, *taken)]
    reviewed = (REVIEW_WITHIN,) if ticket.case_log.reviews else ()
    return (*AT_ONCE, *reviewed, *_supervised(ticket), *legal)


def limits_met_by_signature(ticket: TicketFacts) -> tuple[Limit, ...]:
    """What the signature under the report fulfils."""
    return (FINISH_WITHIN, *_supervised(ticket))


def _supervised(ticket: TicketFacts) -> tuple[Limit, ...]:
    return (SUPERVISED_WITHIN,) if any(one.counted for one in ticket.case_log.supervisions) else ()


def owed_from_receipt(ticket: TicketFacts) -> tuple[Owed, ...]:
    """What starts with the receipt of a matter of this kind."""
    begun = Moment(kind=MomentKind.started, at=ticket.received_at, day=office_day(ticket.received_at))
    return tuple((one.limit, begun) for one in statutory() if one.matter is ticket.matter_kind and one.opens is None)


def steps_open(ticket: TicketFacts) -> tuple[Legal, ...]:
    """The steps that the law knows for this matter and that were not taken yet, in the order of its list."""
    taken = {one.step for one in ticket.case_log.legal_steps}
    closing = [one.closes for one in statutory() if one.matter is ticket.matter_kind]

    def is_open(step: Legal) -> bool:
        done = any(step in group and group & taken for group in INSTEAD)
        early = AFTER.get(step) is not None and AFTER[step] not in taken
        return not done and not early and any(step in steps for steps in closing)

    return tuple(step for step in Legal if is_open(step))
