"""Files of a case: those that came with the order and have to be fetched, and those that the unit adds."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID, uuid5

from gongkai.refusals import Ground, Refusal
from gongkai.webhooks.delivery import BACK_OFF
from ticket_service.ticket.domain.lifecycle import TicketClosed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.order import Order, OrderAttachment


class FetchState(StrEnum):
    """waiting for its next try; fetched; refused for what it is; failed after the last try, until asked again."""

    waiting = "waiting"
    fetched = "fetched"
    refused = "refused"
    failed = "failed"


class Hindrance(StrEnum):
    """Why a file did not come; never a word of the other side."""

    unreachable = "unreachable"
    too_slow = "too-slow"
    answered_otherwise = "answered-otherwise"
    gone = "gone"
    address = "address-not-allowed"
    unended = "unended"
    virus_check_away = "virus-check-away"


TRIES: Final = len(BACK_OFF) + 1
"""As many as for what we bring to the hotline: ten over about three days."""


IN_WORDS: Final = {
    Hindrance.unreachable: "没有连上热线的文件服务器，或传输中断",
    Hindrance.too_slow: "传输太慢，未在规定时间内传完",
    Hindrance.answered_otherwise: "热线没有给出文件（状态码{status}）",
    Hindrance.gone: "热线已不再保存这个文件（状态码410）",
    Hindrance.address: "附件地址不在允许访问的范围内，未去取",
    Hindrance.unended: "多次获取都在中途中断，已不再自动获取",
    Hindrance.virus_check_away: "查毒服务没有应答，文件还没有收下",
}


LASTING: Final = frozenset((Hindrance.gone, Hindrance.address))
"""What another try by itself would not change."""


class NotFetched(Exception):
    """The file did not come; it may still come another time."""

    def __init__(self, hindrance: Hindrance, status: int = 0) -> None:
        super().__init__(hindrance)
        self.hindrance = hindrance
        self.status = status


class NothingToFetch(Refusal):
    """Only a file that was given up is fetched once more."""

    code = "nothing-to-fetch"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """One attachment of an order. `name` is the citizen's and may name somebody; `detail` is for staff to read."""

    id: UUID
    ticket_id: UUID
    name: str
    url: str
    state: FetchState = FetchState.waiting
    tries: int = 0
    next_try_at: datetime
    asked_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None
    detail: str | None = None
    file_id: UUID | None = None

    @classmethod
    def expected(cls, ticket_id: UUID, name: str, url: str, at: datetime) -> Self:
        """To be fetched at once; the same address at the same ticket is the same file."""
        return cls(id=uuid5(ticket_id, url), ticket_id=ticket_id, name=name, url=url, next_try_at=at, asked_at=at)

    @property
    def is_fatal(self) -> bool:
        """Whether no try ever came to an end: what it does to us it would do again."""
        return self.tries > TRIES

    def fetched(self, file_id: UUID, at: datetime) -> Self:
        """It lies on our shelf."""
        return replace(self, state=FetchState.fetched, file_id=file_id, ended_at=at, reason=None, detail=None)

    def refused(self, refusal: Refusal, at: datetime) -> Self:
        """It is not what may be kept; fetched again it would be the same."""
        return replace(self, state=FetchState.refused, ended_at=at, reason=refusal.code, detail=refusal.detail)

    def missed(self, why: NotFetched, at: datetime) -> Self:
        """It did not come: later again, unless that was the last try or would change nothing."""
        words = IN_WORDS[why.hindrance].format(status=why.status)
        told = replace(self, reason=why.hindrance.value, detail=words)
        if self.tries >= TRIES or why.hindrance in LASTING:
            return replace(told, state=FetchState.failed, ended_at=at)
        return replace(told, next_try_at=at + BACK_OFF[self.tries - 1])

    def again(self, at: datetime) -> Self:
        """Somebody has mended what was in the way: ten new tries."""
        if self.state is not FetchState.failed:
            raise NothingToFetch("只有没取到的附件可以重新取。")
        return replace(self, state=FetchState.waiting, tries=0, next_try_at=at, ended_at=None)


MOST: Final = 100
"""Files that a unit may add to one case."""


class FileOrigin(StrEnum):
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

    kind: FileOrigin
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


def list_files(order: Order, incoming: Iterable[IncomingFile], on_shelf: Sequence[Any]) -> list[CaseFile]:
    """First what came with the order, then what the unit added; `on_shelf` are the shelf's rows."""
    by_id = {one.id: one for one in on_shelf}
    came = [_came(one, by_id.get(one.file_id)) for one in incoming]
    nowhere = [
        CaseFile(kind=FileOrigin.from_hotline, name=one.name, state=FileState.at_hotline)
        for one in order.attachments
        if not one.url
    ]
    added = [_added(one) for one in on_shelf if one.kind == FileOrigin.case_file]
    return [*came, *nowhere, *added]


def refuse_change(ticket: Ticket, unit: str) -> None:
    """Files are added and removed by the handling unit, until its report is signed."""
    if unit != ticket.unit:
        raise NotOfThisUnit("只有承办单位可以上传、删除或重新获取办件的文件。")
    if not ticket.is_open:
        raise TicketClosed("该办件已办结或已撤销，不能再改动文件。")


def _came(one: IncomingFile, stored: Any) -> CaseFile:
    told = CaseFile(
        kind=FileOrigin.from_hotline,
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
    told = CaseFile(kind=FileOrigin.case_file, name=stored.name, state=FileState.kept, at=stored.added_at)
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


def expected_files(ticket: Ticket, before: Order | None, at: datetime) -> Iterator[IncomingFile]:
    """The files of a ticket's order that its words before did not have; what came once stays, whatever is amended."""
    had = {one.url for one in before.attachments} if before else set()
    for name, url in _addressed(ticket.order.attachments):
        if url not in had:
            had.add(url)
            yield IncomingFile.expected(ticket.id, name, url, at)


def _addressed(attachments: Iterable[OrderAttachment]) -> Iterator[tuple[str, str]]:
    return ((one.name, one.url) for one in attachments if one.url)
