"""The same pages out of four processes with Kafka between them: what one service is told, the next one shows."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from gongkai.tour.caller import until
from tests.browser.reader import Reader, reading
from tests.browser.scene import ANSWER, notice_of
from tests.browser.ways import answers, asks, follows_up, signs_off
from tests.kafka_fixture import need_kafka
from tests.suite.suites import Suite, started, visiting


@pytest.fixture(scope="module")
async def distributed(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Suite]:
    """`gongkai up` on fresh data, with the notice published and its board open."""
    need_kafka()
    async with started(tmp_path_factory.mktemp("distributed"), "up") as suite:
        async with visiting(suite) as (visit, _):
            await notice_of(visit)
        yield suite


async def listed(reader: Reader, path: str, words: str) -> bool | None:
    """Whether a page shows a link by now."""
    await reader.go(path)
    return bool(await reader.page.get_by_role("link", name=words).count()) or None


async def test_f6_a_question_goes_its_way_through_four_processes(chromium: Browser, distributed: Suite) -> None:
    base = distributed.settings.public_url
    async with reading(chromium, base) as citizen, reading(chromium, base) as clerk, reading(chromium, base) as head:
        receipt_no, code = await asks(citizen, "四个进程之间会不会丢失提问？")
        assert "正在拟写答复" in await follows_up(citizen, receipt_no, code)
        await clerk.signs_in("office.clerk")
        address = await answers(clerk, receipt_no, ANSWER)
        await until(lambda: listed(clerk, "/desk/queue", receipt_no), "the queue of another process shows it")
        await head.signs_in("office.head")
        await signs_off(head, address)
        await follows_up(citizen, receipt_no, code)
        assert ANSWER in await citizen.text("#answer")
