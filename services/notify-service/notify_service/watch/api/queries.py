"""What a caller may ask of lists and of the calendar, within bounds."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query

from gongkai.http.dependencies import ActorDep
from notify_service.board.domain import BoardColour, Wanted

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
LONGEST_LIMIT: Final = 400

Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY, description="YYYY-MM-DD, 2000 to 2099")]
WorkingDays = Annotated[int, Query(ge=1, le=LONGEST_LIMIT, description="Length of the limit in working days")]


async def wanted_by(
    actor: ActorDep,
    unit: Annotated[
        str | None, Query(max_length=40, description="Code of a unit; staff of a unit see theirs only")
    ] = None,
    service: Annotated[str | None, Query(max_length=20, description="policy | inquiry | ticket")] = None,
    colour: Annotated[BoardColour | None, Query(description="Only clocks of this colour")] = None,
    due_by: Annotated[
        date | None,
        Query(ge=FIRST_DAY, le=LAST_DAY, description="What breaches by the end of this day if nobody acts"),
    ] = None,
) -> Wanted:
    """The clocks asked for, as far as the person may see them."""
    return Wanted(unit=actor.only_unit or unit, service=service, colour=colour, due_by=due_by)


WantedDep = Annotated[Wanted, Depends(wanted_by)]
