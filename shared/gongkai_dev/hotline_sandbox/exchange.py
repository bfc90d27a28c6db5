"""What the two sides said to each other: every message with its answer, kept to be looked at."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from gongkai.webhooks.signatures import SIGNATURE_HEADER

REMEMBERED: Final = 5000
SHOWN: Final = 50
SHOWN_HEADERS: Final = (
    "content-type",
    "content-length",
    "user-agent",
    "retry-after",
    "webhook-id",
    "webhook-timestamp",
    SIGNATURE_HEADER,
)
"""Only these are kept, so that no token or cookie that somebody sends along ever stands on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One message and its answer; `to_bureau` says who spoke. `attempt` counts the tries under one id. `status` is 0
    where no answer arrived. `headers` hold of a signature only the scheme."""

    number: int
    at: datetime
    to_bureau: bool
    id: str
    attempt: int
    type: str
    order_no: str
    status: int
    verdict: str
    faults: tuple[str, ...]
    headers: Mapping[str, str]
    sent: Any
    answer_headers: Mapping[str, str]
    answered: Any

    @property
    def went_well(self) -> bool:
        """Whether the other side took it and the answer arrived."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What the hotline answers to a call-back, and why."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with an order, as the hotline keeps it."""

    order_no: str
    name: str
    media_type: str
    size: int
    sha256: str
    receipt_no: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFilter:
    """Which exchanges somebody wants to see; an empty field leaves all."""

    direction: str = ""
    type: str = ""
    order_no: str = ""
    id: str = ""
    outcome: str = ""
    fault: str = ""

    def fits(self, one: Exchange) -> bool:
        """Whether this exchange is one of them."""
        return (
            self.direction in ("", "to_bureau" if one.to_bureau else "from_bureau")
            and self.type in ("", one.type)
            and self.order_no in ("", one.order_no)
            and self.id in ("", one.id)
            and self.outcome in ("", "good" if one.went_well else "bad")
            and (not self.fault or self.fault in one.faults)
        )


class Notebook:
    """The last exchanges, and how often each message was tried."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=REMEMBERED)
        self._tries: dict[tuple[bool, str], int] = {}
        self._written = 0

    def try_of(self, message_id: str, *, to_bureau: bool) -> int:
        """The number of a try that is about to be made, from 1."""
        tries = self._tries.get((to_bureau, message_id), 0) + 1
        self._tries[to_bureau, message_id] = tries
        return tries

    def ids(self, *, to_bureau: bool) -> set[str]:
        """Under which ids something was ever tried."""
        return {message_id for of, message_id in self._tries if of is to_bureau}

    def tries(self, *, to_bureau: bool) -> int:
        """How many tries there were in all."""
        return sum(tries for (of, _), tries in self._tries.items() if of is to_bureau)

    def write(self, **noted: Any) -> None:
        """Keep an exchange that has ended."""
        self._written += 1
        self.exchanges.append(Exchange(number=self._written, **noted))

    def page(self, sought: ExchangeFilter, before: int = 0, most: int = SHOWN) -> tuple[list[Exchange], int]:
        """The latest that are sought, older than the one numbered `before`; and where the next page begins, or 0."""
        found = [one for one in reversed(self.exchanges) if (not before or one.number < before) and sought.fits(one)]
        page = found[:most]
        return page, page[-1].number if len(found) > most else 0

    def types(self) -> list[str]:
        """All kinds of messages that occurred."""
        return sorted({one.type for one in self.exchanges})


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as they may be looked at: of a signature only its scheme, for one that is known can be sent again."""
    lowered = {name.lower(): value for name, value in headers.items()}
    kept: dict[str, str] = {name: lowered[name] for name in SHOWN_HEADERS if name in lowered}
    if SIGNATURE_HEADER in kept:
        kept[SIGNATURE_HEADER] = " ".join(f"{part.partition(',')[0][:8]},…" for part in kept[SIGNATURE_HEADER].split())
    return kept
