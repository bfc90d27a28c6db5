"""What a door costs in statements does not grow with what it shows: everything that the service holds is there five
times, then fifty times more, and every door that is read asks the database as often as before."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import httpx
import pytest
from pydantic_core import to_json
from sqlalchemy import text

from gongkai.actor import Role
from gongkai.http.access import GuardKind
from gongkai.mounts.application import guards_of
from gongkai.timepiece import new_id
from gongkai.webhooks.signatures import Signatures
from tests.makers import client, person
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import REPORT, SECRET
from tests.statements import statements
from tests.unit.documents.made import jpeg
from ticket_service.closing_report.domain.report_template import bundled_form
from ticket_service.service import SERVICE

FEW, MORE = 5, 50
PHOTO: Final = jpeg()
NOT_GROWN: Final = {
    "alembic_version": "of the schema",
    "demo_clock": "one",
    "audit_entry": "shown nowhere in this service",
    "clearance": "of one text, by its pieces",
    "dead_letter": "shown by the operators' command",
    "delivery_pause": "there is one endpoint",
    "idempotency_key": "shown nowhere",
    "inbox": "shown nowhere",
    "inbox_gate": "shown nowhere",
    "outbox": "shown nowhere",
    "outbox_shard": "as many as there are",
    "review_rules": "the newest is read",
}
"""Tables whose rows no door shows one under the other, and why. Every other table is filled by this test."""
COPIED: Final = {
    "delivery": ("id",),
    "delivery_attempt": ("attempt",),
    "reconciliation_run": ("day",),
    "reconciliation_difference": ("id", "order_no"),
    "stored_file": ("id", "sha256"),
    "incoming_file": ("id",),
    "ticket_round": ("cycle",),
    "co_unit": ("unit",),
    "report_form": ("edition",),
    "dispatch_table": ("edition",),
    "reply_template": ("id", "title"),
}
"""Rows that are made from the one that is there, with these columns told apart."""
PERIOD: Final = {"from": "2024-09-01", "to": "2024-10-31"}
BEHIND: Final = {"rate": "contacted_said", "part": "denominator", **PERIOD}
ASKED: Final = {
    "/api/v1/rates": PERIOD,
    "/desk/rates": PERIOD,
    "/api/v1/rates/tickets": BEHIND,
    "/desk/rates/tickets": BEHIND,
}
"""What a door has to be asked, or it shows nothing."""
AS_IT_IS: Final = {"If-Match": "*"}
NAMES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
KIND: Final = "SELECT data_type FROM information_schema.columns WHERE table_name = :table AND column_name = :name"
COPY: Final = """
INSERT INTO {table}
SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(one) || CAST(:told_apart AS jsonb))).*
FROM (SELECT * FROM {table} ORDER BY ctid LIMIT 1) AS one
"""
LISTS_GROW: Final = """
UPDATE ticket SET
    contacts = (SELECT jsonb_agg(one) FROM jsonb_array_elements(contacts) one, generate_series(1, :more)),
    dealings = (
        SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) <> 'array' THEN value ELSE (
            SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(value) one, generate_series(1, :more)
        ) END) FROM jsonb_each(dealings)
    )
WHERE id = :whole
"""
JOINED: Final = (
    """INSERT INTO ticket_link SELECT :whole, id, 'related', arrived_at, '甄经办' FROM ticket
    WHERE id <> :whole AND part_of IS NULL ON CONFLICT DO NOTHING""",
    """UPDATE ticket SET part_of = :whole, part_no = substr(order_no, 7)::integer + 1, order_no = 'order-0'
    WHERE part_of IS NULL AND order_no LIKE 'order-%0' AND id <> :whole""",
)
"""Every ticket is linked to the first; every tenth is a part of it."""
SEEDS: Final = (
    """INSERT INTO delivery_attempt SELECT id, 1, created_at, 503, 'HttpStatus' FROM delivery LIMIT 1""",
    """INSERT INTO reconciliation_run VALUES
    ('2024-01-02', 'done', now(), 1, now(), now(), 1, 1, 1, 0, NULL)""",
    """INSERT INTO reconciliation_difference (id, order_no, kind, ours, theirs, first_seen_at, last_seen_at)
    VALUES (gen_random_uuid(), 'lost', 'unknown_here', '', 'in_hand', now(), now())""",
)


@dataclass
class Full:
    """A service that holds some of everything; `whole` is the ticket to which all of it belongs."""

    doors: TicketDoors
    people: dict[Role, httpx.AsyncClient]
    whole: str = ""
    held: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    of_case: dict[str, str] = field(default_factory=dict)
    of_open_case: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> None:
        """One of everything, by those who do it in earnest."""
        clerk, head = self.doors.clerk, self.doors.head
        ticket = await self.doors.ticket(order_no="order-0")
        self.whole, self.held = ticket["id"], 1
        path = f"/api/v1/tickets/{self.whole}"
        for who, method, act, body in (
            (clerk, "POST", "contacts", {"channel": "phone", "outcome": "reached"}),
            (clerk, "POST", "contacts", {"channel": "phone", "outcome": "reached"}),
            (head, "PUT", "co-units", {"units": ["huangpu"], "reason": "需协助"}),
            (self.doors.stranger, "POST", "opinions", {"text": "已协助核查。"}),
            (clerk, "PUT", "files?name=现场.jpg", None),
            (clerk, "PUT", "report", REPORT),
            (head, "POST", "sign-off", None),
        ):
            headers = AS_IT_IS | ({} if "files" in act else {"Content-Type": "application/json"})
            content = PHOTO if "files" in act else None if body is None else to_json(body)
            answer = await who.request(method, f"{path}/{act}", content=content, headers=headers)
            assert answer.is_success, (act, answer.text)
        rows = [{"unit": "office", "categories": ["政务公开"]}, {"unit": "pudong"}]
        amended = await self.doors.office.put(
            "/api/v1/dispatch-table", json={"rows": rows, "reason": "调整"}, headers=AS_IT_IS
        )
        assert amended.is_success, amended.text
        form = await self.doors.office.put(
            "/api/v1/report-template?name=模板.docx&reason=换用", content=bundled_form(), headers=AS_IT_IS
        )
        assert form.is_success, form.text
        words = {"title": "答复", "handling": "已核查。", "reply_points": "已答复。"}
        template = await head.post("/api/v1/reply-templates", json=words)
        assert template.is_success, template.text
        self.ids["template_id"] = template.json()["id"]
        await self._run(*SEEDS)

    async def grow(self, more: int) -> None:
        """So many more of everything."""
        for number in range(self.held, self.held + more):
            await self.doors.ticket(order_no=f"order-{number}")
        for table in COPIED.keys() & (await self.rows()).keys():
            columns = COPIED[table]
            for number in range(self.held, self.held + more):
                told_apart = {name: await self._other(table, name, number) for name in columns}
                await self._run(COPY.format(table=table), told_apart=to_json(told_apart).decode())
        await self._run(*JOINED, whole=UUID(self.whole))
        await self._run(LISTS_GROW, whole=UUID(self.whole), more=more)
        self.held += more

    async def _other(self, table: str, name: str, number: int) -> Any:
        async with self.doors.running.reading() as db:
            kind = await db.scalar(text(KIND), {"table": table, "name": name})
        if kind == "uuid":
            return str(new_id())
        if kind == "integer":
            return number + 10
        return f"{date(2024, 1, 2) + timedelta(days=number)}" if kind == "date" else f"{name}-{number}"

    async def _run(self, *sql: str, **values: Any) -> None:
        async with self.doors.running.engine.begin() as db:
            for one in sql:
                await db.execute(text(one), {name: value for name, value in values.items() if f":{name}" in one})

    async def rows(self) -> dict[str, int]:
        """How many there are in each table."""
        async with self.doors.running.reading() as db:
            names = (await db.scalars(text(NAMES))).all()
            return {name: int(await db.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0) for name in names}

    async def asked(self, path: str) -> int:
        """What a door asks of the database, after one visit that fills what is kept in memory."""
        who, at = self._who_may(path), path.format(**self._ids_on(path))
        counts = []
        for _ in range(2):
            headers = self._signed() if guards_of(SERVICE)["GET", path].kind is GuardKind.signed else {}
            async with statements(self.doors.running) as seen:
                answer = await who.get(at, params={"limit": "100"} | ASKED.get(path, {}), headers=headers)
            assert answer.status_code in (200, 303), (path, answer.status_code, answer.text[:300])
            counts.append(len(seen))
        return counts[-1]

    async def learn_ids(self) -> None:
        """What the doors with a name in their path lead to."""
        of = self.people[Role.office]
        files = (await of.get(f"/api/v1/tickets/{self.whole}")).json()["report"]["files"]
        self.of_case = await self._file_of(self.whole)
        other = (await self.doors.ticket(order_no="open"))["id"]
        await self.doors.clerk.put(f"/api/v1/tickets/{other}/files?name=现场.jpg", content=PHOTO)
        self.of_open_case = await self._file_of(other)
        deliveries = (await of.get("/api/v1/ticket-service/deliveries")).json()
        differences = (await of.get("/api/v1/hotline/reconciliation/differences")).json()["items"]
        self.ids |= {
            **{"ticket_id": self.whole, "subject_id": self.whole, "code": "finish", "endpoint": "hotline"},
            **{"file_id": files["hotline"]["id"], "delivery_id": deliveries[0]["id"]},
            **{"difference_id": differences[0]["id"], "edition": "0"},
        }

    async def _file_of(self, ticket_id: str) -> dict[str, str]:
        listed = (await self.doors.clerk.get(f"/api/v1/tickets/{ticket_id}/files")).json()
        return {"ticket_id": ticket_id, "file_id": next(one["file_id"] for one in listed if one["file_id"])}

    def _ids_on(self, path: str) -> dict[str, str]:
        if path.endswith("/removal"):
            return self.of_open_case
        return self.ids if "/report/" in path else self.ids | self.of_case

    def _who_may(self, path: str) -> httpx.AsyncClient:
        rule = guards_of(SERVICE)["GET", path]
        return next(who for role, who in self.people.items() if not rule.roles or role in rule.roles)

    def _signed(self) -> dict[str, str]:
        now = self.doors.running.timepiece.wall()
        return Signatures([SECRET]).sign(f"msg_{new_id().hex}", now, b"GET /api/v1/hotline/manifest")


@pytest.fixture
async def full(doors: TicketDoors) -> AsyncIterator[Full]:
    """One of everything is there."""
    people = {Role.clerk: doors.clerk, Role.head: doors.head, Role.office: doors.office, Role.secrecy: doors.secrecy}
    async with AsyncExitStack() as stack:
        for role in (Role.ops, Role.auditor):
            people[role] = await stack.enter_async_context(client(doors.running, person(role)))
        one = Full(doors, people)
        await one.begin()
        yield one


async def test_c10_no_door_asks_more_often_for_fifty_rows_than_for_five(full: Full) -> None:
    read = [
        path for (method, path), rule in guards_of(SERVICE).items() if method == "GET" and rule.kind != GuardKind.ops
    ]
    read = [path for path in read if not path.startswith("/static/")]
    await full.grow(FEW)
    await full.learn_ids()
    before = {path: await full.asked(path) for path in read}
    await full.grow(MORE)
    assert {path: await full.asked(path) for path in read} == before
    held = await full.rows()
    assert {name for name, count in held.items() if count < MORE} <= NOT_GROWN.keys(), (
        "rows that this test does not make: teach it how, or say why no door shows them one under the other"
    )
    assert set(NOT_GROWN) <= held.keys(), "a table that is no more"
