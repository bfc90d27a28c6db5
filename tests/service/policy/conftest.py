"""The policy service at work for one test, and its doors as seen by the people of one unit."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest

from gongkai.runtime.service import ServiceRuntime
from policy_service.service import SERVICE
from tests.makers import House, client, person

WRITTEN: Final[dict[str, Any]] = {
    "title": "关于做好食品经营许可延续工作的通知",
    "document_no": "沪市监食经[2024]12号",
    "formed_on": "2024-07-08",
    "disclosure": "active",
    "body": "各区市场监管局：\n\n一、适用范围\n许可证到期前三十个工作日内可以申请延续。\n\n（此件公开发布）",
}
ELEMENTS: Final = {
    "background": {"text": "为落实食品安全法，方便经营者办理延续。"},
    "goals": {"text": "让延续申请一次办成，减少跑动。"},
    "innovations": {"text": "可以全程网上办理，材料由系统自动带出。"},
    "changes": {"text": "申请时间由到期前六十个工作日缩短为三十个。"},
    "scope": {"text": "本市持有食品经营许可证的单位和个人。"},
    "standards": {"text": "按国家食品经营许可和备案管理办法执行。"},
    "cautions": {"text": "逾期未申请的，许可到期后不能再经营。"},
    "benefits": {"waived": "本通知只规范程序，不含惠企资金。"},
    "conditions": {"text": "许可证在有效期内且经营条件没有变化。"},
    "terms": {"text": "延续：许可到期以前申请继续有效。"},
}
INTERPRETED: Final[dict[str, Any]] = {
    "form": "text",
    "title": "《关于做好食品经营许可延续工作的通知》解读",
    "elements": ELEMENTS,
}


@dataclass(frozen=True)
class PolicyDoors:
    """The service and six people at its door: a citizen, a clerk, the clerk's head, the office, a stranger and the
    secrecy officer."""

    running: ServiceRuntime
    citizen: httpx.AsyncClient
    clerk: httpx.AsyncClient
    head: httpx.AsyncClient
    office: httpx.AsyncClient
    stranger: httpx.AsyncClient
    secrecy: httpx.AsyncClient

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

    async def interpreted(self, policy: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """The policy with one more interpretation."""
        answer = await self.clerk.post(
            f"/api/v1/policies/{policy['id']}/interpretations",
            json=INTERPRETED | changed,
            headers={"If-Match": f'"{policy["version"]}"'},
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def attached(self, policy: dict[str, Any], name: str, content: bytes, **more: str) -> dict[str, Any]:
        """The policy with one more file."""
        answer = await self.clerk.put(
            f"/api/v1/policies/{policy['id']}/attachments",
            params={"name": name} | more,
            content=content,
            headers={"If-Match": f'"{policy["version"]}"'},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def release(self, policy: dict[str, Any], **when: Any) -> httpx.Response:
        """The head signs it as it stands, and the office tries to bring it out."""
        path = f"/api/v1/policies/{policy['id']}"
        signed = await self.head.post(f"{path}/review")
        assert signed.status_code == 200, signed.text
        return await self.office.post(f"{path}/publication", json=when or None)

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
            "secrecy": person("secrecy"),
        }
        clients = {name: await stack.enter_async_context(client(running, who)) for name, who in people.items()}
        yield PolicyDoors(running=running, **clients)
