"""The inquiry service at work for one test, with an open board and the people of the drafting unit at its doors."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from gongkai.audit.entries import audit_entry
from gongkai.events.envelope import Envelope, Event
from gongkai.events.policy import ClauseFact, PolicyAmended, PolicyPublished, PolicyWithdrawn
from gongkai.events.record import ReceivedRecord
from gongkai.messaging.outbox import outbox
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece, new_id
from inquiry_service.service import SERVICE
from tests.makers import House, client, person

MORNING = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai on the last working day before the National Day week of 2024."""


ANSWER = "许可证到期前三十个工作日内可以提交。"
CLAUSES = (
    ClauseFact(id="clause-1", title="一、适用范围"),
    ClauseFact(id="clause-2", title="二、延续申请"),
    ClauseFact(id="clause-3", title="三、办理时限"),
)


@dataclass
class InquiryDoors:
    """The service and the people at its door: citizen, clerk, head, office, secrecy officer, stranger."""

    running: ServiceRuntime
    citizen: httpx.AsyncClient
    clerk: httpx.AsyncClient
    head: httpx.AsyncClient
    office: httpx.AsyncClient
    secrecy: httpx.AsyncClient
    stranger: httpx.AsyncClient
    policy_id: UUID

    async def deliver(self, *records: Event | Envelope) -> None:
        """Hand events over as the bus does."""
        envelopes = [enveloped(one) if isinstance(one, Event) else one for one in records]
        batch = [ReceivedRecord(envelope.to_record(), 0, offset) for offset, envelope in enumerate(envelopes)]
        await self.running.consumer.handle(batch)

    async def ask(self, text: str = "延续申请要提前多少天提交？", **more: Any) -> dict[str, Any]:
        """A citizen's question; returns the receipt."""
        answer = await self.citizen.post(
            f"/api/v1/boards/{self.policy_id}/questions",
            json={"text": text} | more,
            headers={"Idempotency-Key": new_id().hex},
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def newest(self) -> dict[str, Any]:
        """The question asked last, as the clerk sees it."""
        listed = (await self.clerk.get("/api/v1/inquiries?limit=1")).json()["items"]
        return dict(listed[0])

    async def consult(self, text: str = "个体工商户怎样变更经营者？", **more: Any) -> dict[str, Any]:
        """A citizen's consultation; returns the receipt."""
        key = {"Idempotency-Key": new_id().hex}
        body = {"text": text, "matter": "registration"} | more
        answer = await self.citizen.post("/api/v1/inquiries", json=body, headers=key)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def drafted(self, answer: str = ANSWER, **more: Any) -> str:
        """Write an answer to the newest question; returns the question's path."""
        question = await self.newest()
        path = f"/api/v1/inquiries/{question['id']}"
        version = {"If-Match": f'"{question["version"]}"'}
        drafted = await self.clerk.put(f"{path}/answer", json={"answer": answer} | more, headers=version)
        assert drafted.status_code == 200, drafted.text
        return path

    async def answered(self, answer: str = ANSWER, **more: Any) -> dict[str, Any]:
        """Answer the newest question through two hands."""
        reviewed = await self.head.post(f"{await self.drafted(answer, **more)}/review")
        assert reviewed.status_code == 200, reviewed.text
        return dict(reviewed.json())

    async def board(self) -> dict[str, Any]:
        """The board as everybody sees it."""
        return dict((await self.citizen.get(f"/api/v1/boards/{self.policy_id}")).json())

    async def follow_up(self, act: str, receipt: dict[str, Any], **more: Any) -> httpx.Response:
        """Look up (`lookup`), rate (`lookup/rating`) or reopen (`lookup/reopening`) with a receipt."""
        shown = {name: receipt[name] for name in ("receipt_no", "query_code")}
        return await self.citizen.post(f"/api/v1/inquiries/{act}", json=shown | more)

    async def status(self, receipt: dict[str, Any]) -> dict[str, Any]:
        """Where a question is, as its asker sees it."""
        answer = await self.follow_up("lookup", receipt)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def audited(self, act: str) -> Sequence[Any]:
        """What stands in the audit log about an act: actor, subject, details."""
        async with self.running.reading() as db:
            wanted = select(audit_entry.c.actor, audit_entry.c.subject, audit_entry.c.details)
            return (await db.execute(wanted.where(audit_entry.c.act == act).order_by(audit_entry.c.seq))).all()

    async def announced(self) -> Sequence[Any]:
        """What waits for the bus, in order: type, version and data."""
        async with self.running.reading() as db:
            wanted = select(outbox.c.type, outbox.c.aggregate_version, outbox.c.payload).order_by(outbox.c.seq)
            return (await db.execute(wanted)).all()


def published(policy_id: UUID, version: int = 3, unit: str = "registration") -> PolicyPublished:
    """The event that opens a board."""
    return PolicyPublished(
        aggregate_id=policy_id,
        version=version,
        ref="沪市监食经〔2024〕12号",
        unit=unit,
        title="关于做好食品经营许可延续工作的通知",
        document_no="沪市监食经〔2024〕12号",
        drafting_unit=unit,
        formed_on=MORNING.date(),
        published_at=MORNING,
        public_path=f"/policies/{policy_id}",
        clauses=CLAUSES,
    )


def amended(
    policy_id: UUID, edition: int = 2, clauses: tuple[ClauseFact, ...] = CLAUSES, unit: str = "registration"
) -> PolicyAmended:
    """The event that puts a later edition in the place of the one before."""
    return PolicyAmended(
        aggregate_id=policy_id,
        version=2 + edition,
        title="关于做好食品经营许可延续工作的通知（修订）",
        document_no="沪市监食经〔2024〕12号",
        drafting_unit=unit,
        published_at=MORNING,
        public_path=f"/policies/{policy_id}",
        edition=edition,
        clauses=clauses,
    )


def withdrawn(policy_id: UUID, version: int = 9, emergency: bool = False) -> PolicyWithdrawn:
    """The event that closes it."""
    return PolicyWithdrawn(
        aggregate_id=policy_id,
        version=version,
        title="关于做好食品经营许可延续工作的通知",
        document_no="沪市监食经〔2024〕12号",
        withdrawn_at=MORNING,
        emergency=emergency,
    )


def enveloped(event: Event) -> Envelope:
    """An event as the policy service sends it."""
    return Envelope.around(event, id=new_id(), source="/policy-service", time=MORNING)


@pytest.fixture
async def doors(house: House, timepiece: Timepiece) -> AsyncIterator[InquiryDoors]:
    timepiece.move(MORNING)
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(house.open(SERVICE))
        people = {
            "citizen": None,
            "clerk": person("clerk", "registration"),
            "head": person("head", "registration"),
            "office": person("office"),
            "secrecy": person("secrecy"),
            "stranger": person("clerk", "complaints"),
        }
        clients = {name: await stack.enter_async_context(client(running, who)) for name, who in people.items()}
        doors = InquiryDoors(running=running, policy_id=new_id(), **clients)
        await doors.deliver(published(doors.policy_id))
        yield doors
