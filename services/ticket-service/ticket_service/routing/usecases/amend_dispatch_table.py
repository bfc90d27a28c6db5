"""The office edits the dispatch table: a new edition, by which every order goes that comes from then on."""

from typing import Annotated

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.refusals import ChangedMeanwhile
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from ticket_service.routing.domain.dispatch import DispatchRow, DispatchTable, rows_of
from ticket_service.routing.store import dispatch


class RowSaid(Body):
    """One row: which orders go to which unit. `unit` is a code of the organisation, or `district`."""

    unit: Annotated[str, Line(40)]
    categories: tuple[Annotated[str, Line(40)], ...] = Field(default=(), max_length=50)
    districts: tuple[Annotated[str, Line(20)], ...] = Field(default=(), max_length=50)

    @property
    def row(self) -> DispatchRow:
        """As the domain takes it."""
        return DispatchRow(unit=self.unit, categories=self.categories, districts=self.districts)


class AmendedTable(Body):
    """The whole table as it is to be from now on, the first row first, and why."""

    rows: tuple[RowSaid, ...]
    reason: Annotated[str, Line(500)]


async def amend_dispatch_table(amended: AmendedTable, read: int | None, work: Work) -> DispatchTable:
    """`read` is the edition that the editor had before him. Tickets that were dispatched stay where they are; a table
    that is left as it was is no new edition."""
    rows = rows_of([one.row for one in amended.rows], office_day(work.now))
    before = await dispatch.current_table(work.db)
    if read not in (None, before.edition):
        raise _changed()
    if rows == before.rows:
        return before
    after = DispatchTable(
        rows=rows,
        edition=before.edition + 1,
        reason=amended.reason,
        amended_by=work.actor.id,
        name=work.actor.name,
        amended_at=work.now,
    )
    if not await dispatch.keep(work.db, after):
        raise _changed()
    work.audit("dispatch-table.amended", "dispatch-table", edition=after.edition, rows=len(rows))
    return after


def _changed() -> ChangedMeanwhile:
    return ChangedMeanwhile("派单规则在您打开之后有人改过，请对照最新内容后再保存。")
