"""One served suite with its scene for the whole folder."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser

from tests.browser.looking import Looking
from tests.browser.scene import Scene, set_up
from tests.suite.suites import Suite, started, visiting


@pytest.fixture(scope="session")
async def suite(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Suite]:
    """`gongkai run` on fresh data: four services behind one address."""
    async with started(tmp_path_factory.mktemp("browsed"), "run") as suite:
        yield suite


@pytest.fixture(scope="session")
async def scene(suite: Suite) -> AsyncIterator[Scene]:
    """What the readers find; the hotline goes on listening."""
    async with visiting(suite) as (visit, hotline):
        yield await set_up(visit, hotline)


@pytest.fixture(scope="session")
async def looking(chromium: Browser, suite: Suite, scene: Scene) -> AsyncIterator[Looking]:
    """What was seen of the pages so far."""
    async with AsyncExitStack() as profiles:
        yield Looking(chromium, suite.settings.public_url, scene, profiles)
