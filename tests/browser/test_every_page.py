"""Every page of the suite is for everybody: on a screen and a phone, in both views, on paper, without JavaScript."""

import pytest
from playwright.async_api import Browser

from tests.browser.reader import DESKTOP, NARROW, PHONE, Reader, reading
from tests.browser.scene import Scene
from tests.browser.stops import ALL, STOPS, Stop
from tests.suite.doors import all_pages
from tests.suite.suites import Suite

every_page = pytest.mark.parametrize("stop", ALL, ids=[stop.name for stop in ALL])
NOT_ON_PAPER = ":is(form, nav, button, .site-tools, .skip)"


def test_f6_no_page_is_left_out() -> None:
    assert set(STOPS) == {page.path for page in all_pages()}


@every_page
@pytest.mark.parametrize("view", ["usual", "elder"])
async def test_f6_a_page_has_no_barriers(chromium: Browser, suite: Suite, scene: Scene, stop: Stop, view: str) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        if view == "elder":
            await reader.prefers(view)
        assert await stop.reach(reader, scene) == stop.status
        await is_whole(reader, stop, scene)
        found = {DESKTOP: await reader.barriers()}
        for width in (PHONE, NARROW):
            await reader.widens(width)
            assert await reader.overflow() <= 0, width
        await reader.widens(PHONE)
        found[PHONE] = await reader.barriers()
        assert found == {DESKTOP: [], PHONE: []}
        assert [one for one in reader.complaints if f"status of {stop.status}" not in one] == []


async def is_whole(reader: Reader, stop: Stop, scene: Scene) -> None:
    """Language, title, one headline, one main part."""
    page = reader.page
    assert await page.locator("html").get_attribute("lang") == "zh-CN"
    assert len(await page.title()) > len(" · 上海市市场监督管理局政务公开")
    assert await page.locator("h1").count() == await page.locator("main").count() == 1
    assert stop.ends_at == "" or page.url.endswith(scene.at(stop.ends_at))


@every_page
async def test_f6_a_page_is_whole_without_javascript_and_on_paper(
    chromium: Browser, suite: Suite, scene: Scene, stop: Stop
) -> None:
    async with reading(chromium, suite.settings.public_url, java_script_enabled=False) as reader:
        assert await stop.reach(reader, scene) == stop.status
        await is_whole(reader, stop, scene)
        for form in await reader.page.locator("form").all():
            assert await form.locator("button[type=submit]:not([hidden])").count() > 0
        await reader.page.emulate_media(media="print")
        assert await reader.page.locator(f"{NOT_ON_PAPER} >> visible=true").count() == 0
        assert await reader.page.locator("h1").is_visible()
