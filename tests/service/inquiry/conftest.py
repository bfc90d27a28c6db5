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

from gongkai.events.envelope import Envelope, Event
from gongkai.events.policy import PolicyPublished, PolicyWithdrawn
from gongkai.messaging.bus import Received
from gongkai.messaging.outbox import outbox
from gongkai.running import Running
from gongkai.timepiece import Timepiece, new_id
from inquiry_service.service import SERVICE
from tests.makers import House, client, person

MORNING = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai on the last working day before the National Day week of 2024."""


@dataclass
class InquiryDoors:
    """The service and the people at its door: a citizen, a clerk, the clerk's head, the office, a stranger."""

    running: Running
    citizen: httpx.AsyncClient
    clerk: httpx.AsyncClient
    head: httpx.AsyncClient
    office: httpx.AsyncClient
    stranger: httpx.AsyncClient
    policy_id: UUID

    async def deliver(self, *records: Event | Envelope) -> None:
        """Hand events over as the bus does."""
        envelopes = [enveloped(one) if isinstance(one, Event) else one for one in records]
        batch = [Received(envelope.to_record(), 0, offset) for offset, envelope in enumerate(envelopes)]
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

    async def answered(self, answer: str = "许可证到期前三十个工作日内可以提交。") -> dict[str, Any]:
        """Answer the newest question through two hands."""
        question = await self.newest()
        path = f"/api/v1/inquiries/{question['id']}"
        drafted = await self.clerk.put(
            f"{path}/answer", json={"answer": answer}, headers={"If-Match": f'"{question["version"]}"'}
        )
        assert drafted.status_code == 200, drafted.text
        reviewed = await self.head.post(f"{path}/review")
        assert reviewed.status_code == 200, reviewed.text
        return dict(reviewed.json())

    async def announced(self) -> Sequence[Any]:
        """What waits for the bus, in order: type, version and data."""
        async with self.running.reading() as db:
            wanted = select(outbox.c.type, outbox.c.aggregate_version, outbox.c.payload).order_by(outbox.c.seq)
            return (await db.execute(wanted)).all()


def published(policy_id: UUID, version: int = 3) -> PolicyPublished:
    """The event that opens a board."""
    return PolicyPublished(
        aggregate_id=policy_id,
        version=version,
        ref="沪市监食经〔2024〕12号",
        unit="registration",
        title="关于做好食品经营许可延续工作的通知",
        document_no="沪市监食经〔2024〕12号",
        drafting_unit="registration",
        formed_on=MORNING.date(),
        published_at=MORNING,
        public_path=f"/policies/{policy_id}",
    )


def withdrawn(policy_id: UUID, version: int = 4) -> PolicyWithdrawn:
    """The event that closes it."""
    return PolicyWithdrawn(
        aggregate_id=policy_id,
        version=version,
        title="关于做好食品经营许可延续工作的通知",
        document_no="沪市监食经〔2024〕12号",
        withdrawn_at=MORNING,
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
            "stranger": person("clerk", "complaints"),
        }
        clients = {name: await stack.enter_async_context(client(running, who)) for name, who in people.items()}
        doors = InquiryDoors(running=running, policy_id=new_id(), **clients)
        await doors.deliver(published(doors.policy_id))
        yield doors
