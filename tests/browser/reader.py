"""Somebody who reads the pages in a browser of his own, and everything the browser complained about meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Response

from tests.browser.chromium import axe

DESKTOP: Final = 1280
PHONE: Final = 390
NARROW: Final = 320
"""Nobody has to scroll in two directions down to this width (WCAG 1.4.10)."""
PATIENCE: Final = 20.0
"""Seconds for one step, on a machine that has other things to do."""
HEIGHTS: Final = {DESKTOP: 800, PHONE: 844, NARROW: 640}
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOK: Final = """async ([tags, stronger]) => {
    const found = await axe.run(document, {
        runOnly: { type: "tag", values: tags },
        rules: Object.fromEntries(["target-size", ...stronger].map((rule) => [rule, { enabled: true }])),
        resultTypes: ["violations"],
    });
    const told = (rule, node) => `${rule.id}: ${node.target} ${node.failureSummary}`;
    return found.violations.flatMap((rule) => rule.nodes.map((node) => told(rule, node)));
}"""
OVERFLOW: Final = """async (style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    const over = document.documentElement.scrollWidth - innerWidth;
    document.adoptedStyleSheets = [];
    return over;
}"""


@dataclass
class Reader:
    """One profile and its page."""

    base: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    async def go(self, path: str) -> Response:
        """Open a page of the suite."""
        answer = await self.page.goto(self.base + path)
        assert answer is not None
        return answer

    async def signs_in(self, person: str) -> None:
        """Become a member of staff of the demonstration."""
        answer = await self.context.request.post(
            f"{self.base}/desk/login", form={"person": person}, headers={"Origin": self.base}, max_redirects=0
        )
        assert answer.status == 303, await answer.text()

    async def prefers(self, view: str) -> None:
        """The usual or the elder view, for all pages from now on."""
        await self.go(f"/calendar?view={view}")

    async def widens(self, width: int) -> None:
        """Another width of the window."""
        await self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})

    async def barriers(self, stronger: Sequence[str] = ()) -> list[str]:
        """What axe-core finds on the page by the rules of WCAG 2.2 AA and some stronger ones; empty is good."""
        async with asyncio.timeout(PATIENCE):  # where JavaScript is off, axe-core would wait for ever
            if not await self.page.evaluate("() => 'axe' in window"):
                await self.page.evaluate(axe())
            found: list[str] = await self.page.evaluate(LOOK, [list(TAGS), list(stronger)])
        return found

    async def overflow(self, style: str = "") -> int:
        """By how many pixels the page is wider than the window, with a reader's own style if he has one."""
        return int(await self.page.evaluate(OVERFLOW, style))

    async def text(self, selector: str) -> str:
        """What can be read in a part of the page."""
        return await self.page.locator(selector).inner_text()

    async def fills(self, label: str, words: str) -> None:
        """Write into the field with exactly this label."""
        await self.page.get_by_label(label, exact=True).fill(words)

    async def follows(self, words: str) -> None:
        """Go where a link leads."""
        async with self.page.expect_navigation():
            await self.page.get_by_role("link", name=words).first.click()

    async def press(self, words: str) -> None:
        """Send a form by its button."""
        async with self.page.expect_navigation():
            await self.button(words).click()

    async def sees(self, path: str, words: str) -> bool | None:
        """Whether a page shows this link by now; `None` is "not yet"."""
        await self.go(path)
        return bool(await self.page.get_by_role("link", name=words).count()) or None

    def button(self, words: str) -> Locator:
        """The button (or link that looks like one) with these words."""
        return self.page.get_by_role("button", name=words, exact=True)


@asynccontextmanager
async def reading(browser: Browser, base: str, *, width: int = DESKTOP, **profile: Any) -> AsyncIterator[Reader]:
    """A fresh profile: `java_script_enabled=False`, `has_touch=True` and whatever else Playwright knows."""
    viewport = {"width": width, "height": HEIGHTS[width]}
    context = await browser.new_context(viewport=viewport, locale="zh-CN", **profile)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    reader = Reader(base, context, page)

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            reader.complaints.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: reader.complaints.append(f"{page.url}: {error}"))
    try:
        yield reader
    finally:
        await context.close()
