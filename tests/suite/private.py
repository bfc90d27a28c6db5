"""What people entrust to the bureau, in words that occur nowhere else, so that they can be looked for."""

from dataclasses import dataclass, fields
from typing import Any, Final

from gongkai.timepiece import new_id
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour import publishing
from gongkai_dev.tour.caller import Caller
from gongkai_dev.tour.orders import CLERK, REPORT, order
from gongkai_dev.tour.visit import TourVisit

OFFICER: Final = "office.secrecy"


@dataclass(frozen=True)
class Secrets:
    """One of each kind."""

    name: str = "Zhenyouwen-q7k2"
    phone: str = "19900417263"
    mobile: str = "19900417270"
    id_no: str = "Ausweis-r1k8-geheim"
    citizen_email: str = "citizen-m2w6@example.invalid"
    address: str = "Anschrift-y7b4-geheim"
    title: str = "Titel-v4m8-geheim"
    content: str = "Inhalt-x9d3-geheim"
    letter: str = "Brief-j5s2-geheim"
    place: str = "Ort-e8v1-geheim"
    reported: str = "Beklagter-u3h9-geheim"
    reported_address: str = "Beklagtenort-g6q4-geheim"
    note: str = "Notiz-b5t1-geheim"
    handling: str = "Bericht-h8r6-geheim"
    reply: str = "Antwortpunkte-w2c7-geheim"
    explanation: str = "Befund-k4p5-geheim"
    reason: str = "Grund-f9z7-geheim"
    feedback: str = "Rueckmeldung-l2x8-geheim"
    asked_for: str = "15400417271"
    question: str = "Frage-n6p4-geheim"
    email: str = "asker-z3f9@example.invalid"
    asker_phone: str = "15400417264"
    drafted: str = "15400417265"
    filed: str = "15400417266"
    purpose: str = "15400417267"
    listed: str = "15400417268"
    cleared: str = "15400417269"

    def values(self) -> dict[str, str]:
        """Field by field."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def found_in(self, text: str) -> list[str]:
        """Which of them stand in a text, as they are or in the hexadecimal of a byte column."""
        return [kind for kind, value in self.values().items() if value in text or value.encode().hex() in text]


async def entrust(visit: TourVisit, hotline: HotlineSandbox, secrets: Secrets) -> None:
    """An order is handed over, contacted and reported; a question is asked; policies are written and reviewed."""
    pushed = order("丁", "2026-12-14 11:00", secrets.title, secrets.content)
    pushed["citizen"] |= {"name": secrets.name, "phone": secrets.phone, "mobile": secrets.mobile}
    pushed["citizen"] |= {"id_no": secrets.id_no, "email": secrets.citizen_email, "address": secrets.address}
    pushed |= {"letter": secrets.letter, "place": secrets.place}
    pushed["reported"] = {"name": secrets.reported, "address": secrets.reported_address}
    receipt = (await hotline.push("transfer.created", pushed)).json()
    path = f"/api/v1/tickets/{receipt['ticket_id']}"
    clerk = await visit.as_person(CLERK)
    contact = {"channel": "phone", "outcome": "reached", "note": secrets.note}
    await clerk.change("POST", f"{path}/contacts", path, lambda one: one["contacted_at"] is not None, contact)
    found = {"explanation": secrets.explanation, "satisfaction_reason": secrets.reason, "feedback": secrets.feedback}
    reply = REPORT["reply_points"] + secrets.reply
    report = REPORT | found | {"handling": secrets.handling, "reply_points": reply}
    await clerk.change("PUT", f"{path}/report", path, lambda one: one["report"] is not None, report)
    whole = await clerk.send("POST", f"{path}/unmasking", json={"purpose": f"回电{secrets.asked_for}"})
    assert secrets.id_no in whole.text
    policies: dict[str, Any] = await visit.public.get("/api/v1/policies", limit=1)
    asked = {"text": f"{secrets.question}，电话{secrets.asker_phone}", "email": secrets.email}
    board = f"/api/v1/boards/{policies['items'][0]['id']}/questions"
    await visit.public.send("POST", board, json=asked, headers={"Idempotency-Key": new_id().hex})
    await visit.counts(receipt["ticket_id"], "first_contact", person=CLERK, still=False)
    await _write_policies(visit, secrets)
    await _review(visit, secrets)


async def _write_policies(visit: TourVisit, secrets: Secrets) -> None:
    """One is held back by its attachment, the other goes public."""
    clerk, head, office = [await visit.as_person(who) for who in (publishing.CLERK, publishing.HEAD, publishing.OFFICE)]
    held = await _drafted(clerk, "沪市监注〔2026〕901号", "正文。")
    path = f"/api/v1/policies/{held['id']}"
    name = f"{path}/attachments?name=%E5%90%8D%E5%8D%95.txt"
    there = {"If-Match": "*", "Content-Type": "text/plain"}
    await clerk.send("PUT", name, content=f"联系人电话：{secrets.filed}".encode(), headers=there)
    await head.send("POST", f"{path}/review")
    refused = await office.refused("POST", f"{path}/publication")
    assert [point["code"] for point in refused["errors"]] == ["personal-data"]
    await publish(visit, secrets, "沪市监注〔2026〕902号")


async def publish(visit: TourVisit, secrets: Secrets, document_no: str) -> str:
    """A policy goes public with its number masked, and is unmasked at the desk for a purpose; its id."""
    clerk, head, office = [await visit.as_person(who) for who in (publishing.CLERK, publishing.HEAD, publishing.OFFICE)]
    policy = await _drafted(clerk, document_no, f"经办人电话：{secrets.drafted}。")
    path = f"/api/v1/policies/{policy['id']}"
    await head.send("POST", f"{path}/review")
    await office.send("POST", f"{path}/publication")
    original = await office.send("POST", f"{path}/unmasking", json={"purpose": f"核对{secrets.purpose}"})
    assert secrets.drafted in original.text
    return str(policy["id"])


async def _drafted(clerk: Caller, document_no: str, body: str) -> Any:
    """A policy with nothing in it that needs an interpretation."""
    written = {"title": "关于登记窗口服务的通知", "document_no": document_no, "formed_on": "2026-07-08"}
    draft = written | {"disclosure": "active", "normative": False, "body": body}
    return (await clerk.send("POST", "/api/v1/policies", json=draft)).json()


async def _review(visit: TourVisit, secrets: Secrets) -> None:
    """A number slips into a faulty word list, and into a clearance's reason."""
    officer = await visit.as_person(OFFICER)
    faulty = f'[[word]]\nword = "{secrets.listed}"\naction = "shout"'
    await officer.refused("PUT", "/api/v1/review-rules/words", json={"toml": faulty}, headers={"If-Match": "*"})
    clerk = await visit.as_person(publishing.CLERK)
    marked = await _drafted(clerk, "沪市监注〔2026〕903号", "不得公开的工作秘密。")
    path = f"/api/v1/policies/{marked['id']}"
    digests = [piece["digest"] for piece in (await clerk.get(f"{path}/gate"))["held"]]
    await officer.send("POST", f"{path}/clearances", json={"digests": digests, "reason": f"问过{secrets.cleared}"})
