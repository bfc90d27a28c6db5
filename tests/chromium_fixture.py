"""One browser for the whole run, where chromium and npm are there; `GONGKAI_REQUIRE=chromium` makes it a must."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.chromium import need_chromium, opened


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser, where there is one; each reader opens a profile of his own in it."""
    need_chromium()
    async with opened() as browser:
        yield browser
