"""The way to the elder view and back."""

from playwright.async_api import Browser

from tests.browser.reader import reading
from tests.suite.suites import Suite


async def test_f6_the_elder_view_is_one_link_away_and_back(chromium: Browser, suite: Suite) -> None:
    async with reading(chromium, suite.settings.public_url, java_script_enabled=False) as reader:
        html = reader.page.locator("html")
        await reader.go("/status")
        await reader.page.get_by_role("link", name="长辈版").click()
        assert reader.page.url.endswith("/status")
        assert await html.get_attribute("data-elder") == ""
        await reader.go("/policies")
        assert await html.get_attribute("data-elder") == ""
        await reader.page.get_by_role("link", name="标准版").click()
        assert await html.get_attribute("data-elder") is None
