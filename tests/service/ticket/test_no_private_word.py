"""What is written at any door, or told by the hotline, stays with the ticket: a canary in every field, at every door
that the access table knows, under every fault. A door that is new is swept by itself, or this fails."""

import io
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
import structlog
from pydantic_core import to_json
from sqlalchemy import text

from gongkai.actor import Role
from gongkai.http.access import GuardKind
from gongkai.mounts.application import guards_of
from gongkai.observability.logs import configure_logs
from gongkai.timepiece import Timepiece, new_id
from gongkai_dev.hotline_sandbox.faults import Faults
from gongkai_dev.hotline_sandbox.roll import HeldOrder
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from tests.bench.site import free_port
from tests.makers import House, client, person
from tests.service.ticket.canaries import (
    JSON,
    Cage,
    ChangingDoor,
    asking_doors,
    broken,
    changing_doors,
    kinds_of_message,
    resolved,
)
from tests.service.ticket.conftest import LOOPBACK, TicketDoors, at_the_doors, courier_of
from tests.service.ticket.orders import FOUND, REPLY, SECRET, at
from tests.unit.documents.made import jpeg
from ticket_service.callbacks.api import OWN
from ticket_service.closing_report.domain.report_template import bundled_form
from ticket_service.reconciliation.timers import compare_when_due
from ticket_service.service import SERVICE
from ticket_service.ticket.domain.handling_rules import handling_rules

DOORS: Final = sorted(changing_doors(), key=lambda door: (door.path, door.method))
PHOTO: Final = jpeg()
NOBODY: Final = "00000000-0000-7000-8000-000000000000"
EVENTS: Final = "/api/v1/hotline/events"
DELIVERIES: Final = f"{OWN}/deliveries"
DIFFERENCES: Final = "/api/v1/hotline/reconciliation/differences"
FORM: Final = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
ROUNDS: Final = 5
TRIES: Final = 3
"""How often everybody comes to every door of a ticket, each time in another order."""
MOST_BROKEN: Final = 25
ENDS: Final = {"transfer.cancelled", "return.accepted"}
"""After these nobody may do anything more."""
FAULTS: Final = (
    *("push.twice@0.2", "push.wrong-signature@0.1", "push.skew=4000@0.1", "push.truncated@0.1"),
    *("callback.all@0.15", "callback.late=0.01@0.1", "callback.slow=0.01@0.1", "callback.reordered=0.01@0.1"),
)
KEPT: Final = {"ticket", "hotline_message", "incoming_file", "delivery"}
"""Where it belongs: the ticket and the raw message, the hotline's files, and what is sent to it."""
MAY_KEEP: Final = {"stored_file", "reply_template", "dispatch_table", "report_form"}
"""The files of the case, and what the desk writes for its own use and about nobody."""
KEPT_MASKED: Final = {
    "audit_entry": (
        "/links.reason",
        "/parts.reason",
        "/co-units.reason",
        "/unmasking.purpose",
        "/pause.reason",
        "{endpoint}.reason",
    ),
    "ticket_event": ("/links.reason", "/co-units.reason", "/unmasking.purpose"),
    "delivery_pause": ("/pause.reason", "{endpoint}.reason"),
    "reconciliation_difference": ("{difference_id}/note.note", "{difference_id}.note"),
}
"""What its writer was told that others read: without personal data, but in his words."""
NOT_COME_THROUGH: Final = {
    f"POST {DELIVERIES}/replay",
    f"POST {DELIVERIES}/{{delivery_id}}/replay",
    "POST /api/v1/tickets/{ticket_id}/archiving",
    "POST /api/v1/tickets/{ticket_id}/files/{incoming_id}/fetch",
    "POST /api/v1/tickets/{ticket_id}/legal-steps",
    "POST /api/v1/tickets/{ticket_id}/objection",
    "POST /api/v1/tickets/{ticket_id}/objection/refusal",
    "POST /api/v1/tickets/{ticket_id}/report/clearances",
    "POST /api/v1/tickets/{ticket_id}/report/delivery",
    "POST /api/v1/tickets/{ticket_id}/report/taken-over",
}
"""Doors that may only refuse here, because much must have come about before; a door that is new comes through."""


Course = tuple[tuple[Role, int, str], ...]
COURSES: Final[dict[int, Course]] = {
    0: ((Role.clerk, 0, "contacts"), (Role.clerk, 0, "report"), (Role.head, 0, "sign-off")),
    1: (
        (Role.clerk, 0, "extensions"),
        (Role.office, 0, "extensions/decision"),
        (Role.head, 0, "co-units"),
        (Role.clerk, 1, "opinions"),
    ),
}
"""Tickets that go a course first: called, reported, signed; given more time, and helped with by another unit."""


@dataclass
class Sweep:
    """Everybody, with canaries in his hands, at every door."""

    doors: TicketDoors
    hotline: HotlineSandbox
    cage: Cage
    people: dict[Role, list[httpx.AsyncClient]]
    log: io.StringIO
    random: Random = field(default_factory=lambda: Random(1))
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    async def say(self, kind: dict[str, Any], choice: int, order_no: str) -> httpx.Response:
        """The hotline says something about an order, whole and then in every way wrong."""
        self.cage.fixed["order_no"] = order_no
        said = self.cage.filled(kind, kind["properties"]["type"]["enum"][0], choice)
        answer = await self.hotline.push_until_taken(to_json(said), self.cage_id())
        self.heard("POST " + EVENTS, answer)
        return answer

    async def say_wrongly(self, kind: dict[str, Any], order_no: str) -> None:
        """One thing wrong each time; and once the whole with a signature of nobody."""
        self.cage.fixed["order_no"] = order_no
        said = self.cage.filled(kind, kind["properties"]["type"]["enum"][0])
        for worse in broken(said):
            self.heard("POST " + EVENTS, await self.hotline.push_raw(to_json(worse), self.cage_id()))
        forged = {"webhook-id": self.cage_id(), "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
        self.heard("POST " + EVENTS, await self.doors.hotline.post(EVENTS, content=to_json(said), headers=forged))

    def cage_id(self) -> str:
        """A new message's id."""
        return f"msg_{self.random.getrandbits(64):x}"

    async def come(self, door: ChangingDoor, ids: dict[str, str], choice: int) -> None:
        """Somebody who may come in, comes with something that fits."""
        if door.path == EVENTS:
            return
        body = self._body(door, choice)
        answer = await self._sent(door, ids, body)
        self.heard(door.name, answer)
        if answer.is_success and answer.content and answer.headers.get("content-type") == JSON:
            ids |= _ids_in(answer.json())
            if "reply-templates" in door.path:
                ids["template_id"] = answer.json()["id"]

    async def come_wrongly(self, door: ChangingDoor, ids: dict[str, str]) -> None:
        """The same with one thing wrong each time."""
        if door.body is None or door.path == EVENTS:
            return
        for worse, _ in zip(broken(self._body(door, 0)), range(MOST_BROKEN), strict=False):
            self.heard(door.name, await self._sent(door, ids, worse))

    async def ask(self, path: str, names: list[str], ids: dict[str, str]) -> None:
        """Read a door; with a canary in every question."""
        if guards_of(SERVICE)["GET", path].kind in (GuardKind.signed, GuardKind.ops):
            return
        for name in ["", *(one for one in names if f"{{{one}}}" not in path)]:
            query = {name: self.cage.word(f"GET {path}?{name}")} if name else {}
            answer = await self.random.choice(self._who_may("GET", path)).get(_at(path, ids), params=query)
            self.heard(f"GET {path}", answer)

    def _body(self, door: ChangingDoor, choice: int) -> Any:
        if door.body is not None:
            return self.cage.filled(door.body, door.name, choice)
        if not door.path.startswith("/desk/"):
            return None
        fields = {}
        for one in self.random.sample(DOORS, len(DOORS)):
            if one.body and one.path.startswith("/api/v1/tickets/"):
                filled = self.cage.filled(resolved(one.body), door.name, choice)
                fields |= {name: value for name, value in filled.items() if isinstance(value, str)}
        return fields

    async def _sent(self, door: ChangingDoor, ids: dict[str, str], body: Any) -> httpx.Response:
        who = self.random.choice(self._who_may(door.method, door.path))
        path = _at(door.path, ids)
        if door.streams:
            content, ending = (bundled_form(), "docx") if "template" in path else (PHOTO, "jpg")
            query = {name: self.cage.word(f"{door.name}?{name}", 40) for name in ("name", "reason")}
            query["name"] += f".{ending}"
            return await who.request(door.method, path, params=query, content=content, headers={"If-Match": "*"})
        if door.path.startswith("/desk/"):
            return await who.request(door.method, path, data=body, headers=FORM)
        headers = {"If-Match": "*", "Content-Type": JSON, "Idempotency-Key": new_id().hex}
        written = None if body is None else to_json(body)
        return await who.request(door.method, path, content=written, headers=headers)

    def _who_may(self, method: str, path: str) -> list[httpx.AsyncClient]:
        rule = guards_of(SERVICE)[method, path]
        return [who for role, some in self.people.items() if not rule.roles or role in rule.roles for who in some]

    def heard(self, name: str, answer: httpx.Response) -> None:
        """A refusal repeats nothing, and no header does."""
        self.statuses[name].add(answer.status_code)
        faults = [line for line in self.log.getvalue().splitlines() if '"request_failed"' in line]
        assert answer.status_code < 500, (name, faults[-1:])
        if answer.status_code >= 300:
            assert not self.cage.seen_in(str(answer.headers)), name
        if answer.status_code >= 400 and "/desk/" not in name:
            assert not self.cage.seen_in(answer.text), (name, answer.status_code, answer.text[:400])


def _ids_in(answer: Any) -> dict[str, str]:
    """The ids of files that an answer names."""
    lines = answer if isinstance(answer, list) else []
    return {name: one[name] for one in lines for name in ("file_id", "incoming_id") if one.get(name)}


def _at(path: str, ids: dict[str, str]) -> str:
    """A path that leads to something; where nothing is known, to nobody."""
    for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        path = path.replace(f"{{{name}}}", quote(ids.get(name, NOBODY), safe=""))
    return path


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    root = logging.getLogger()
    before = (root.handlers, root.level)
    out = io.StringIO()
    configure_logs("DEBUG", out)
    yield out
    structlog.reset_defaults()
    root.handlers, root.level = before


@pytest.fixture
async def sweep(written: io.StringIO, house: House, timepiece: Timepiece) -> AsyncIterator[Sweep]:
    """It is Wednesday, 9 October 2024, 8:30 in Shanghai."""
    timepiece.move(at("2024-10-09 08:30"))
    here = f"http://127.0.0.1:{free_port()}"
    changed: dict[str, Any] = {
        "hotline_secrets": (SECRET,),
        "hotline_url": f"{here}/callbacks",
        "hotline_manifest_url": f"{here}/manifest",
        "hotline_networks": LOOPBACK,
    }
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(house.open(SERVICE, **changed))
        doors = await stack.enter_async_context(at_the_doors(running))
        people = {Role.clerk: [doors.clerk, doors.stranger], Role.head: [doors.head], Role.office: [doors.office]}
        people |= {Role.secrecy: [doors.secrecy]}
        for role in (Role.ops, Role.auditor):
            people[role] = [await stack.enter_async_context(client(running, person(role)))]
        hotline = HotlineSandbox("http://gongkai.test", SECRET, doors.hotline)
        await stack.enter_async_context(hotline.listening(f"{here}/callbacks"))
        fixed = {
            "district": "浦东新区",
            "category": ["市场监管", "食品安全"],
            "unit": "huangpu",
            "proposed_unit": "huangpu",
            "rows": [{"unit": "pudong"}],
            "units": ["huangpu"],
            "rule": next(iter(handling_rules().pauses)),
            "request_id": None,
            "days": 3,
            **{name: word for name, word in FOUND.items() if name != "on_site_at"},
        }
        cage = Cage(fixed, {"reply_points": REPLY}, timepiece)
        yield Sweep(doors, hotline, cage, people, written)


async def life(sweep: Sweep, number: int) -> dict[str, str]:
    """One ticket, at which everybody does everything in some order, while the hotline says everything; the ids of
    what came of it."""
    created, *others = kinds_of_message()
    cage, random = sweep.cage, sweep.random
    answer = await sweep.say(created, number, f"order-{number}")
    assert answer.status_code == 202, answer.text
    ids = {"ticket_id": answer.json()["ticket_id"], "endpoint": "hotline", "code": "finish"}
    ids["subject_id"] = ids["ticket_id"]
    cage.fixed.setdefault("other_id", ids["ticket_id"])
    if number in COURSES:
        await take_course(sweep, ids, COURSES[number])
    for once in range(TRIES):
        for door in random.sample(DOORS, len(DOORS)):
            await sweep.come(door, ids, number + once)
        await deliver(sweep)
        for kind in random.sample(others, len(others)):
            if ENDS.isdisjoint(kind["properties"]["type"]["enum"]) or once == TRIES - 1:
                await sweep.say(kind, number, f"order-{number}")
        cage.timepiece.move(cage.timepiece.now() + timedelta(hours=5))
    if number > 1:
        cage.fixed["other_id"] = ids["ticket_id"]
    return ids


async def take_course(sweep: Sweep, ids: dict[str, str], course: Course) -> None:
    """What has to come about before chance may do the rest."""
    for role, which, act in course:
        door = next(one for one in DOORS if one.path == f"/api/v1/tickets/{{ticket_id}}/{act}")
        body = None if door.body is None else to_json(sweep.cage.filled(door.body, door.name))
        headers = {"If-Match": "*", "Content-Type": JSON}
        who = sweep.people[role][which]
        answer = await who.request(door.method, _at(door.path, ids), content=body, headers=headers)
        sweep.heard(door.name, answer)
        assert answer.is_success, (act, answer.text)


async def deliver(sweep: Sweep) -> None:
    """The courier goes, and the two lists are compared."""
    courier = courier_of(sweep.doors)
    while await courier.step():
        pass
    sweep.hotline.roll._held["nowhere"] = HeldOrder()
    await compare_when_due(sweep.doors.running)


async def found_ids(sweep: Sweep) -> dict[str, str]:
    """What is there besides tickets."""
    office, ids = sweep.doors.office, {}
    for state in ("waiting", "delivered", "dead"):
        for one in (await office.get(DELIVERIES, params={"state": state})).json():
            ids["delivery_id"] = one["id"]
    for one in (await office.get(DIFFERENCES)).json()["items"]:
        ids["difference_id"] = one["id"]
    return ids


async def tables(sweep: Sweep) -> dict[str, str]:
    """Every table as one text; byte columns in hexadecimal."""
    async with sweep.doors.running.reading() as db:
        names = await db.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        return {
            name: "\n".join(await db.scalars(text(f'SELECT one::text FROM "{name}" AS one'))) for name in names.all()
        }


async def test_f5_no_word_written_at_any_door_leaves_it(sweep: Sweep) -> None:
    """In logs, events, dead letters, audit, figures, refusals; what is kept is kept where this test says."""
    ids: dict[str, str] = {}
    for number in range(ROUNDS):
        if number == ROUNDS - 1:
            sweep.hotline.faults = Faults.of(list(FAULTS), 1)
        ids |= await life(sweep, number) | await found_ids(sweep)
        for door in DOORS:
            if "{ticket_id}" not in door.path:
                await sweep.come(door, ids, number)
    for kind in kinds_of_message():
        await sweep.say_wrongly(kind, "order-0")
    for door in DOORS:
        await sweep.come_wrongly(door, ids)
    for path, names in asking_doors():
        await sweep.ask(path, names, ids)
    await deliver(sweep)
    log = sweep.log.getvalue()
    assert log.count('"event": "request"') > 1000
    assert not sweep.cage.seen_in(log)
    assert not sweep.cage.seen_in((await sweep.doors.office.get("/metrics")).text)
    await nothing_is_kept_elsewhere(sweep)
    never = {
        door.name
        for door in DOORS
        if door.path.startswith("/api/") and not any(status < 300 for status in sweep.statuses[door.name])
    }
    untaught = " ".join(sorted(never - NOT_COME_THROUGH))
    assert not untaught, f"nobody came through here; teach this sweep how, or say why not: {untaught}"


async def nothing_is_kept_elsewhere(sweep: Sweep) -> None:
    """No table holds a word that is not named here, and what is masked is masked."""
    found = {name: sweep.cage.seen_in(words) for name, words in (await tables(sweep)).items()}
    holding = {name for name, places in found.items() if places}
    assert holding <= KEPT | MAY_KEEP | KEPT_MASKED.keys(), {name: found[name] for name in holding - KEPT}
    assert holding >= KEPT, "what is kept must be found, or this sees nothing"
    for name, endings in KEPT_MASKED.items():
        assert [place for place in found[name] if not place.endswith(endings)] == [], name
        assert not sweep.cage.phones_in((await tables(sweep))[name]), name
