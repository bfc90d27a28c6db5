"""The policy service at work for one test, and its doors as seen by the people of one unit."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from gongkai.running import Running
from policy_service.service import SERVICE
from tests.makers import House, client, person

WRITTEN: Final[dict[str, Any]] = {
    "title": "关于做好食品经营许可延续工作的通知",
    "document_no": "沪市监食经[2024]12号",
    "formed_on": "2024-07-08",
    "disclosure": "active",
    "body": "各区市场监管局：\n\n一、适用范围\n许可证到期前三十个工作日内可以申请延续。\n\n（此件公开发布）",
}


@dataclass(frozen=True)
class PolicyDoors:
    """The service and five people at its door: a citizen, a clerk, the clerk's head, the office, a stranger."""

    running: Running
    citizen: httpx.AsyncClient
    clerk: httpx.AsyncClient
    head: httpx.AsyncClient
    office: httpx.AsyncClient
    stranger: httpx.AsyncClient

    async def drafted(self, **changed: Any) -> dict[str, Any]:
        """A new draft of the clerk."""
        answer = await self.clerk.post("/api/v1/policies", json=WRITTEN | changed)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def reviewed(self, **changed: Any) -> dict[str, Any]:
        """A draft that the head has signed."""
        policy = await self.drafted(**changed)
        answer = await self.head.post(f"/api/v1/policies/{policy['id']}/review")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def published(self, **changed: Any) -> dict[str, Any]:
        """A policy that went through three hands."""
        policy = await self.reviewed(**changed)
        answer = await self.office.post(f"/api/v1/policies/{policy['id']}/publication")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture
async def doors(house: House) -> AsyncIterator[PolicyDoors]:
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
        yield PolicyDoors(running=running, **clients)
