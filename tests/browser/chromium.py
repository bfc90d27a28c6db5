"""The browser of these tests: Debian's chromium, driven by Playwright; axe-core lies beside it, pinned by its lock.

Its shell without windows does the same in little more than half of the time; where only the whole browser is, that is
taken.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, async_playwright

BROWSERS: Final = ("chromium-headless-shell", "chromium")
AXE: Final = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def need_chromium() -> None:
    """Skip where there is no browser or no axe-core; `GONGKAI_REQUIRE=chromium` makes both a must."""
    missing = [what for what, there in (("chromium", _found()), ("axe-core (npm)", AXE.exists())) if not there]
    if not missing:
        return
    words = f"Browser tests need {' and '.join(missing)}: `make doctor`"
    if "chromium" in os.environ.get("GONGKAI_REQUIRE", "").split(","):
        pytest.fail(words)
    pytest.skip(words)


@asynccontextmanager
async def opened() -> AsyncIterator[Browser]:
    """One browser; each reader opens a profile of his own in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_found(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@cache
def axe() -> str:
    """The source of axe-core."""
    return AXE.read_text(encoding="utf-8")


def _found() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)
