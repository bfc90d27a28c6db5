"""Which unit handles an order: the dispatch table (派单表), assignments (改派) and objections (派单异议).

No clock stops for an assignment or an objection. The office answers an objection by giving the order to another unit,
or by refusing it.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from gongkai.events.ticket import TicketReassigned
from gongkai.organisation.districts import District, district_of, districts
from gongkai.organisation.units import Unit, UnitKind, name_of, unit_or_successor, units
from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.change import Change
from ticket_service.ticket.domain.lifecycle import Act, require
from ticket_service.ticket.domain.needs.need import ActContext
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Assignment, Objection, RequestState

OF_THE_DISTRICT: Final = "district"
"""In the place of a unit: the market regulation bureau of the order's district."""
OF_THE_DISTRICT_WORDS: Final = "工单所在区市场监管局"
LAST_RESORT: Final = "complaints"
"""投诉举报中心: what a row names may be dissolved without anybody to follow it."""
ROWS_AT_MOST: Final = 100


class DispatchTableUnfit(Refusal):
    """A row names what there is not, or some order would fit nowhere."""

    code = "dispatch-table-unfit"
    ground = Ground.unfit


class DispatchEditionUnknown(Refusal):
    """There is no such edition of the dispatch table."""

    code = "dispatch-edition-unknown"
    ground = Ground.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """One row. Without `categories` every order fits; without `districts` (codes of GB/T 2260) every district, and
    none as well, unless the row sends each order to the bureau of its district."""

    unit: str
    categories: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    def fits(self, district: str | None, category: Collection[str]) -> bool:
        """Whether an order of this district (its code) and with these levels of category goes by this row."""
        if self.categories and not any(word in self.categories for word in category):
            return False
        if self.districts:
            return district in self.districts
        return district is not None or self.unit != OF_THE_DISTRICT

    @property
    def where(self) -> frozenset[str | None]:
        """The districts of the orders that may fit; `None` stands for orders whose district is not known."""
        if self.districts:
            return frozenset(self.districts)
        return frozenset(districts()) | (frozenset() if self.unit == OF_THE_DISTRICT else {None})

    @property
    def unit_name(self) -> str:
        """The unit for people."""
        return OF_THE_DISTRICT_WORDS if self.unit == OF_THE_DISTRICT else name_of(self.unit)

    @property
    def district_names(self) -> tuple[str, ...]:
        """The districts for people."""
        known = districts()
        return tuple(known[code].name if code in known else code for code in self.districts)

    @property
    def fits_all(self) -> bool:
        """Whether no order passes the row by."""
        return not self.categories and not self.districts and self.unit != OF_THE_DISTRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchTable:
    """One edition, as somebody left it and why; edition 0 came with the suite. The first row that fits wins."""

    rows: tuple[DispatchRow, ...]
    edition: int = 0
    reason: str = ""
    amended_by: str = ""
    name: str = ""
    amended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchTarget:
    """Where an order goes, and by which row (the first is 0)."""

    row: int
    unit: str


def unit_for(table: DispatchTable, district: str, category: Collection[str], day: date) -> str:
    """The code of the unit for a district (code or name) and the levels of a category."""
    return look_up(table, district, category, day).unit


def look_up(
    table: DispatchTable,
    district: str,
    category: Collection[str],
    day: date,
    among: Mapping[str, Unit] | None = None,
) -> DispatchTarget:
    """The row that fits, and the unit it leads to on this day: a dissolved one is followed by its successor, or by
    投诉举报中心."""
    known = district_of(district)
    code = known.code if known else None
    number, row = next((number, row) for number, row in enumerate(table.rows) if row.fits(code, category))
    unit = unit_or_successor(_named(row, known), day, among)
    return DispatchTarget(row=number, unit=unit.code if unit else LAST_RESORT)


def rows_of(said: Sequence[DispatchRow], day: date, among: Mapping[str, Unit] | None = None) -> tuple[DispatchRow, ...]:
    """The rows as they are kept, districts by their codes; the refusal tells every fault."""
    points = [*_length(said)]
    for number, row in enumerate(said):
        points += _faults(row, f"/rows/{number}", day, units() if among is None else among)
    if said and not said[-1].fits_all:
        words = "最后一行须适用于所有工单：类别和区留空，并指定一个单位"
        points.append(Point(f"/rows/{len(said) - 1}", "dispatch-last-row", words))
    if points:
        raise DispatchTableUnfit("派单规则有错误，请修改后再保存。", points=points)
    return tuple(normalise_row(row) for row in said)


def normalise_row(row: DispatchRow) -> DispatchRow:
    """The row with each word once, and districts by their codes."""
    codes = dict.fromkeys(found.code for words in row.districts if (found := district_of(words)))
    return replace(row, categories=tuple(dict.fromkeys(row.categories)), districts=tuple(codes))


def cautions_of(rows: Sequence[DispatchRow]) -> tuple[Point, ...]:
    """Rows by which no order will ever go, for those above take them all."""
    words = "上面的行已经包括本行的全部工单，本行不会用到"
    return tuple(Point(f"/rows/{number}", "dispatch-row-idle", words) for number in _idle(rows))


def _idle(rows: Sequence[DispatchRow]) -> Iterator[int]:
    """Looks at the simplest orders for a row (one word of category, one district): an order with more words is taken
    by more rows above, so if these do not reach the row, none does."""
    taken: set[str | None] = set()
    taken_of = defaultdict[str, set[str | None]](set)
    for number, row in enumerate(rows):
        above = [taken | taken_of[word] for word in row.categories] or [taken]
        if all(row.where <= each for each in above):
            yield number
        for held in [taken_of[word] for word in row.categories] or [taken]:
            held |= row.where


def _named(row: DispatchRow, district: District | None) -> str:
    if row.unit == OF_THE_DISTRICT:
        assert district is not None, "such a row fits only orders whose district is known"
        return district.unit
    return row.unit


def _length(said: Sequence[DispatchRow]) -> Iterator[Point]:
    if not said:
        yield Point("/rows", "dispatch-table-empty", "派单规则至少要有一行")
    if len(said) > ROWS_AT_MOST:
        yield Point("/rows", "dispatch-table-too-long", f"派单规则最多{ROWS_AT_MOST}行")


def _faults(row: DispatchRow, here: str, day: date, known: Mapping[str, Unit]) -> Iterator[Point]:
    if row.unit != OF_THE_DISTRICT:
        found = known.get(row.unit)
        if found is None or found.kind is UnitKind.group:
            yield Point(f"{here}/unit", "dispatch-unit-unknown", "没有这个单位")
        elif not found.is_there(day):
            yield Point(f"{here}/unit", "dispatch-unit-retired", "该单位尚未设立或已经撤销")
    for number, words in enumerate(row.districts):
        if district_of(words) is None:
            yield Point(f"{here}/districts/{number}", "dispatch-district-unknown", "本市没有这个区")


LISTS: Final = ("categories", "districts")
HEAD: Final = '# 派单规则：自上而下，第一行适用的决定承办单位。unit = "district" 指工单所在区的市场监管局。'


@cache
def bundled_table() -> DispatchTable:
    """Edition 0, `dispatch.toml`."""
    text = files("ticket_service.routing").joinpath("dispatch.toml").read_text("utf-8")
    return DispatchTable(rows=tuple(normalise_row(row) for row in read_rows(text)))


def read_rows(text: str) -> tuple[DispatchRow, ...]:
    """The rows as somebody wrote them, not yet examined; the refusal says which row cannot be read. Beside its own
    error the reader of TOML lets those of endless numbers and of endless nesting through."""
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable("/toml", "不是合格的 TOML 文本") from None
    found = content.get("row")
    if not isinstance(found, list) or set(content) != {"row"}:
        raise _unreadable("/toml", "文本中只能有若干个 [[row]]")
    return tuple(_row(row, f"/toml/row/{number}") for number, row in enumerate(found))


def text_of_rows(rows: Iterable[DispatchRow]) -> str:
    """The rows as a text that `read_rows` reads as the same rows; districts by their names."""
    return "\n".join([HEAD, *(_written(row) for row in rows)])


def _row(given: Any, here: str) -> DispatchRow:
    if not isinstance(given, dict) or not isinstance(given.get("unit"), str) or set(given) - {"unit", *LISTS}:
        raise _unreadable(here, "每行写 unit，可以写 categories 和 districts，不写其他")
    lists = {name: given.get(name, []) for name in LISTS}
    if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in lists.values()):
        raise _unreadable(here, "categories 和 districts 是文字的列表")
    return DispatchRow(unit=given["unit"], **{name: tuple(words) for name, words in lists.items()})


def _written(row: DispatchRow) -> str:
    lists = zip(LISTS, (list(row.categories), list(row.district_names)), strict=True)
    lines = [f"{name} = {_quoted(words)}\n" for name, words in lists if words]
    return f"\n[[row]]\n{''.join(lines)}unit = {_quoted(row.unit)}\n"


def _quoted(words: str | list[str]) -> str:
    """A JSON text without escapes beyond TOML's is a TOML text."""
    return json.dumps(words, ensure_ascii=False)


def _unreadable(pointer: str, words: str) -> DispatchTableUnfit:
    return DispatchTableUnfit("读不懂这份派单规则。", points=(Point(pointer, "dispatch-text-unreadable", words),))


def assign(ticket: Ticket, made: Assignment) -> Change:
    """Let another unit owe the next step; an objection that was pending is thereby accepted. Raises SameUnit."""
    after = ticket.assign(made.unit_to)
    case_log = replace(ticket.case_log, assignments=(*ticket.case_log.assignments, made))
    words = f"由{name_of(made.unit_from)}改派至{name_of(made.unit_to)}"
    if objection := case_log.pending_objection:
        decided = replace(objection, state=RequestState.granted, decided_at=made.at, decided_by=made.by.name)
        case_log, words = case_log.with_objection(decided), f"采纳派单异议，{words}"
    return Change(
        act=Act.assigned,
        ticket=replace(after, dealings=case_log),
        at=made.at,
        note=words,
        audit={"from_unit": ticket.unit, "to_unit": after.unit},
        event=partial(TicketReassigned, from_unit=ticket.unit),
    )


def object_to_dispatch(ticket: Ticket, said: Objection) -> Change:
    """Say that the order is not for this unit; until the office decides, the unit goes on owing everything."""
    require(Act.objected, ticket, ActContext(unit=said.unit, proposed_unit=said.proposed_unit))
    return Change(
        act=Act.objected,
        ticket=ticket.after(Act.objected, dealings=ticket.case_log.with_objection(said)),
        at=said.at,
        audit={"unit": said.unit, "proposed_unit": said.proposed_unit},
    )


def refuse_objection(ticket: Ticket, by: str, answer: str, at: datetime) -> Change:
    """Let the unit keep the order, and read why. Raises NoObjection if none is pending."""
    require(Act.objection_refused, ticket)
    said = ticket.case_log.pending_objection
    assert said, "a need of the act"
    decided = replace(said, state=RequestState.refused, decided_at=at, decided_by=by, answer=answer)
    return Change(
        act=Act.objection_refused,
        ticket=ticket.after(Act.objection_refused, dealings=ticket.case_log.with_objection(decided)),
        at=at,
        audit={"unit": ticket.unit},
    )
