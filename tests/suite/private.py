"""What people entrust to the bureau, in words that occur nowhere else, so that they can be looked for."""

from dataclasses import dataclass, fields
from typing import Any

from gongkai.sandbox.hotline import HotlineSandbox
from gongkai.timepiece import new_id
from gongkai.tour.orders import CLERK, order
from gongkai.tour.visit import Visit


@dataclass(frozen=True)
class Secrets:
    """One of each kind."""

    name: str = "Zhenyouwen-q7k2"
    phone: str = "19900417263"
    title: str = "Titel-v4m8-geheim"
    content: str = "Inhalt-x9d3-geheim"
    note: str = "Notiz-b5t1-geheim"
    handling: str = "Bericht-h8r6-geheim"
    reply: str = "Antwortpunkte-w2c7-geheim"
    question: str = "Frage-n6p4-geheim"
    email: str = "asker-z3f9@example.invalid"

    def values(self) -> dict[str, str]:
        """Field by field."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def found_in(self, text: str) -> list[str]:
        """Which of them stand in a text, as they are or in the hexadecimal of a byte column."""
        return [kind for kind, value in self.values().items() if value in text or value.encode().hex() in text]


async def entrust(visit: Visit, hotline: HotlineSandbox, secrets: Secrets) -> None:
    """An order is handed over, contacted and reported; a question is asked."""
    pushed = order("丁", "2026-12-14 11:00", secrets.title, secrets.content)
    pushed["citizen"] |= {"name": secrets.name, "phone": secrets.phone}
    receipt = (await hotline.push("transfer.created", pushed)).json()
    path = f"/api/v1/tickets/{receipt['ticket_id']}"
    clerk = await visit.as_person(CLERK)
    contact = {"channel": "phone", "outcome": "reached", "note": secrets.note}
    await clerk.change("POST", f"{path}/contacts", path, lambda one: one["contacted_at"] is not None, contact)
    report = {"handling": secrets.handling, "reply_points": secrets.reply}
    await clerk.change("PUT", f"{path}/report", path, lambda one: one["report"] is not None, report)
    policies: dict[str, Any] = await visit.public.get("/api/v1/policies", limit=1)
    asked = {"text": secrets.question, "email": secrets.email}
    board = f"/api/v1/boards/{policies['items'][0]['id']}/questions"
    await visit.public.send("POST", board, json=asked, headers={"Idempotency-Key": new_id().hex})
    await visit.counts(receipt["ticket_id"], "first_contact", person=CLERK, still=False)
