"""The filters above the list of tickets: what is typed, what it means, and the address that says the same."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Request

from gongkai.actor import Actor
from gongkai.organisation.units import UnitKind, units
from ticket_service.casework.domain.worklist import QueueColour, WorklistFilter, WorklistGroup, WorklistMark
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.order import Source, WordEnum

HERE: Final = "/desk/tickets"
BULK: Final = f"{HERE}/bulk"
OPTION = TypeVar("OPTION", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilters:
    """What the form above the list asks for; what cannot be understood filters nothing."""

    number: str = ""
    group: str = ""
    colour: str = ""
    matter: str = ""
    source: str = ""
    mark: str = ""
    office: str = ""

    @property
    def typed(self) -> dict[str, str]:
        """The fields that were filled in."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def address(self, path: str = HERE, **more: str) -> str:
        """A page with these filters."""
        query = urlencode(self.typed | more)
        return f"{path}?{query}" if query else path

    def wanted(self, actor: Actor) -> WorklistFilter:
        """As the store takes it; who sees one unit only asks for no other."""
        reader = actor.only_unit
        return WorklistFilter(
            group=_one(WorklistGroup, self.group) or WorklistGroup.open,
            unit=self.office if reader is None and self.office in units() else None,
            reader=reader,
            helper=actor.unit,
            colour=_one(QueueColour, self.colour),
            matter=_one(MatterKind, self.matter),
            source=_one(Source, self.source),
            mark=_one(WorklistMark, self.mark),
        )


async def filters_of(request: Request) -> TicketFilters:
    """From the address; longer words than any of ours find nothing."""
    given = request.query_params
    return TicketFilters(**{name: given.get(name, "").strip()[:80] for name in TicketFilters.__slots__})


TicketFiltersDep = Annotated[TicketFilters, Depends(filters_of)]


def _said(kind: type[WordEnum], *, but_other: bool = True) -> list[tuple[str, str]]:
    return [(one.value, one.words) for one in kind if not (but_other and one.value == "other")]


CHOICES: Final[dict[str, Any]] = {
    "groups": _said(WorklistGroup, but_other=False),
    "colours": _said(QueueColour),
    "matters": _said(MatterKind, but_other=False),
    "sources": _said(Source, but_other=False),
    "marks": _said(WorklistMark),
    "units": [(one.code, one.name) for one in units().values() if one.kind is not UnitKind.group],
}


def _one(kind: type[OPTION], said: str) -> OPTION | None:
    known = said in kind._value2member_map_ and not (said == "other" and kind in (WorklistMark, QueueColour))
    return kind(said) if known else None
