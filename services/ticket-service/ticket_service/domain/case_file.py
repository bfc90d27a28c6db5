"""The files of a case: what came with the order and what the unit added, and who may read or change them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from gongkai.refusals import Ground, Refusal
from ticket_service.domain.incoming_file import FetchState, IncomingFile
from ticket_service.domain.order import Order
from ticket_service.domain.ticket import Ticket, TicketClosed

MOST: Final = 100
"""Files that a unit may add to one case."""


class FileKind(StrEnum):
    """Where a file is from; the value is the kind under which it stands on the shelf."""

    from_hotline = "from_hotline"
    case_file = "case_file"


class FileState(StrEnum):
    """As `FetchState`; `at_hotline`: the order names it without an address; `kept`: the unit itself added it."""

    waiting = "waiting"
    fetched = "fetched"
    refused = "refused"
    failed = "failed"
    at_hotline = "at_hotline"
    kept = "kept"


class NotOfThisUnit(Refusal):
    """Only the unit that handles the ticket adds and removes its files."""

    code = "files-of-another-unit"
    ground = Ground.forbidden


class TooManyFiles(Refusal):
    """The case has as many files as one may have."""

    code = "too-many-files"
    ground = Ground.conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One line in the list of a case's files. `file_id` is what it is taken away by; without it there are no bytes for
    this reader. `incoming_id` is what it is fetched again by."""

    kind: FileKind
    name: str
    state: FileState
    file_id: UUID | None = None
    incoming_id: UUID | None = None
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    virus_checked: bool = False
    reason: str | None = None
    detail: str | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    at: datetime | None = None

    def seen_by(self, unit: str, ticket: Ticket) -> Self:
        """As people of this unit may see it: the name may name somebody, and the bytes cannot be masked. Of a citizen
        who wants to stay unknown his own unit, too, reads only what it opens on record."""
        if unit != ticket.unit:
            return replace(self, name=ticket.order.hidden(self.name), file_id=None, sha256="")
        return replace(self, name=ticket.order.hidden(self.name)) if ticket.is_protected else self


def listed(order: Order, incoming: Iterable[IncomingFile], on_shelf: Sequence[Any]) -> list[CaseFile]:
    """First what came with the order, then what the unit added; `on_shelf` are the shelf's rows."""
    by_id = {one.id: one for one in on_shelf}
    came = [_came(one, by_id.get(one.file_id)) for one in incoming]
    nowhere = [
        CaseFile(kind=FileKind.from_hotline, name=one.name, state=FileState.at_hotline)
        for one in order.attachments
        if not one.url
    ]
    added = [_added(one) for one in on_shelf if one.kind == FileKind.case_file]
    return [*came, *nowhere, *added]


def refuse_change(ticket: Ticket, unit: str) -> None:
    """Files are added and removed by the handling unit, until its report is signed."""
    if unit != ticket.unit:
        raise NotOfThisUnit("只有承办单位可以上传、删除或重新获取办件的文件。")
    if not ticket.is_open:
        raise TicketClosed("该办件已办结或已撤销，不能再改动文件。")


def _came(one: IncomingFile, stored: Any) -> CaseFile:
    told = CaseFile(
        kind=FileKind.from_hotline,
        name=one.name,
        state=FileState(one.state.value),
        incoming_id=one.id,
        reason=one.reason,
        detail=one.detail,
        tries=one.tries,
        next_try_at=one.next_try_at if one.state is FetchState.waiting else None,
        at=one.ended_at or one.asked_at,
    )
    return _with_bytes(told, stored) if stored else told


def _added(stored: Any) -> CaseFile:
    told = CaseFile(kind=FileKind.case_file, name=stored.name, state=FileState.kept, at=stored.added_at)
    return _with_bytes(told, stored)


def _with_bytes(told: CaseFile, stored: Any) -> CaseFile:
    return replace(
        told,
        file_id=stored.id,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        virus_checked=stored.virus_checked,
    )
