"""The building blocks of pages, also those that no page of today shows: without barriers, in both views."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Route

from gongkai.timepiece import Timepiece
from tests.browser.reader import DESKTOP, NARROW, PHONE, Reader, reading
from tests.service.desk.sample import sample_app

BASE = "http://office.example"


@pytest.fixture
async def reader(chromium: Browser) -> AsyncIterator[Reader]:
    """Somebody to whom the sample application answers, without a network between them."""
    transport = httpx.ASGITransport(sample_app(Timepiece()))
    async with httpx.AsyncClient(transport=transport) as client, reading(chromium, BASE) as reader:

        async def answers(route: Route) -> None:
            asked = route.request
            answer = await client.request(asked.method, asked.url, headers=await asked.all_headers())
            await route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

        await reader.context.route("**/*", answers)
        yield reader


@pytest.mark.parametrize("view", ["usual", "elder"])
@pytest.mark.parametrize("path", ["/desk/parts", "/desk/queue", "/desk/tickets/ZX-1", "/ask", "/ops"])
async def test_f6_a_building_block_has_no_barriers(reader: Reader, path: str, view: str) -> None:
    if view == "elder":
        await reader.context.add_cookies([{"name": "gongkai_view", "value": "elder", "url": BASE}])
    await reader.go(path)
    for width in (NARROW, PHONE, DESKTOP):
        await reader.widens(width)
        assert await reader.overflow() <= 0
        assert await reader.barriers() == []
