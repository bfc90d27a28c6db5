"""The hotline's own list of open orders (docs/hotline.md)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from pydantic_core import to_json

from gongkai.worktime.days import office_day

CANCELLED: Final = "transfer.cancelled"
REOPENED: Final = "transfer.reopened"
RETURNED: Final = "return.accepted"
REPORT: Final = "report.filed"
CONTACT: Final = "contact.made"
EXTENDED: Final = "extension.granted"
LIMITS: Final = {"finish": "finish_due_on", "first_contact": "contact_due_on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOrder:
    """An order as the hotline holds it; `as_of` is when its words were said, whenever they arrived."""

    state: str = "in_hand"
    as_of: str = ""
    title: str = ""
    content: str = ""
    finish_due_on: str = ""
    contact_due_on: str = ""

    def line(self, order_no: str) -> dict[str, str]:
        """Its line of the list; what the hotline does not know is left out."""
        days = {name: value for name in LIMITS.values() if (value := getattr(self, name))}
        digest = sha256(f"{self.title}\n{self.content}".encode()).hexdigest()
        return {"order_no": order_no, "state": self.state, **days, "digest": digest}


class Roll:
    """Every open order, as it stands after all that was said; a closed one leaves the roll."""

    def __init__(self) -> None:
        self._held: dict[str, HeldOrder] = {}
        self._before: dict[str, HeldOrder] = {}
        self._over: set[str] = set()
        self._closed: set[str] = set()

    def pushed(self, said: dict[str, Any], receipt: dict[str, Any]) -> None:
        """The bureau took a message: its order is open, with the days that the receipt names."""
        order = said.get("order")
        if not isinstance(order, dict):
            return
        order_no, kind = str(order.get("order_no", "")), said.get("type")
        if kind in (CANCELLED, RETURNED):
            self._held.pop(order_no, None)
            self._over.add(order_no)
        elif kind == REOPENED or order_no in self._held or ("title" in order and order_no not in self._over):
            held = self._held.get(order_no, self._before.get(order_no, HeldOrder()))
            self._held[order_no] = replace(held, **_words(order, str(said["occurred_at"]), held), **_days(receipt))

    def called_back(self, said: dict[str, Any]) -> None:
        """The bureau reported: the order is closed. It made contact, or granted more time: the days are others. What it
        says of a part of the order changes nothing for the whole."""
        order_no, kind = str(said.get("order_no")), said.get("type")
        if (held := self._held.get(order_no)) is None or "part" in said:
            return
        if kind == REPORT:
            self._over.add(order_no)
            self._before[order_no] = self._held.pop(order_no)
        elif kind == CONTACT:
            self._held[order_no] = replace(held, contact_due_on="")
        elif kind == EXTENDED:
            due_at = datetime.fromisoformat(said["extension"]["finish_due_at"])
            self._held[order_no] = replace(held, finish_due_on=_last_day(due_at))

    def lines(self) -> Iterator[bytes]:
        """The roll as it stands now, whatever happens while it is read: in order of the numbers, and last how many."""
        return _written(sorted(self._held.items()))


def _written(held: list[tuple[str, HeldOrder]]) -> Iterator[bytes]:
    for order_no, one in held:
        yield to_json(one.line(order_no)) + b"\n"
    yield to_json({"orders": len(held)}) + b"\n"


def _words(order: dict[str, Any], occurred_at: str, held: HeldOrder) -> dict[str, str]:
    """The words of an order, unless later ones are known."""
    if "title" not in order or occurred_at < held.as_of:
        return {}
    return {"as_of": occurred_at, "title": str(order["title"]).strip(), "content": str(order["content"]).strip()}


def _days(receipt: dict[str, Any]) -> dict[str, str]:
    """The last day of each limit, as the receipt names them."""
    clocks = receipt.get("clocks")
    return {
        LIMITS[clock["code"]]: _last_day(datetime.fromisoformat(clock["due_at"]))
        for clock in (clocks if isinstance(clocks, list) else [])
        if clock.get("code") in LIMITS
    }


def _last_day(due_at: datetime) -> str:
    """The last day of a limit that has passed at this instant."""
    return office_day(due_at - timedelta(seconds=1)).isoformat()
