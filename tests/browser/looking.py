"""What there is to see of one page: in both views, on a screen, a phone and paper, with and without JavaScript."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Browser

from tests.browser.reader import DESKTOP, NARROW, PHONE, Reader, reading
from tests.browser.scene import Scene
from tests.browser.stops import Stop

SPACED: Final = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
"""How weak readers may set any page (WCAG 1.4.12)."""
NOT_ON_PAPER: Final = ":is(form, nav, button, .site-tools, .skip)"
MEASURE: Final = """() => {
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
    const within = (node) => node.closest("p, li, dd, td") && getComputedStyle(node).display === "inline";
    const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
    const height = (node) => (node.closest("label.choice") ?? node).getBoundingClientRect().height;
    const columns = (grid) => new Set([...grid.children].map((node) => node.getBoundingClientRect().left)).size;
    const links = all("a[href], button").filter((node) => !node.matches(".skip"));
    const told = (node) => node.outerHTML.slice(0, 90);
    const targets = [...links, ...all("input:not([type=hidden]), select, textarea, summary")];
    const text = document.querySelector("main p") ?? document.querySelector("main");
    return {
        type: parseFloat(getComputedStyle(text).fontSize),
        smallest: Math.min(...all("main *, header *").map((node) => parseFloat(getComputedStyle(node).fontSize))),
        spacing: parseFloat(getComputedStyle(document.body).lineHeight),
        links: links.length,
        columns: Math.max(1, ...all(".columns, .clocks").map(columns)),
        small: targets.filter((node) => !within(node) && height(node) < 43.5).map(told),
    };
}"""


@dataclass(frozen=True)
class Measured:
    """Sizes in pixels; `small` are the links, buttons and fields that a finger would miss."""

    type: float
    smallest: float
    spacing: float
    links: int
    columns: int
    small: list[str]


@dataclass
class Sight:
    """One page in one view."""

    status: int
    faults: list[str]
    measured: Measured
    barriers: dict[int, list[str]] = field(default_factory=dict)
    overflow: dict[int, int] = field(default_factory=dict)
    overflow_when_spaced: int = 0
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bare:
    """One page without JavaScript, and then on paper."""

    status: int
    faults: list[str]
    forms_without_button: int
    left_on_paper: int
    headline_on_paper: bool


@dataclass(frozen=True)
class Seen:
    """One page."""

    usual: Sight
    elder: Sight
    bare: Bare


class Looking:
    """Looks at each page once, however many tests ask; people keep their profiles, which saves half of the time."""

    def __init__(self, browser: Browser, base: str, scene: Scene, profiles: AsyncExitStack) -> None:
        self._browser = browser
        self._base = base
        self._scene = scene
        self._profiles = profiles
        self._readers: dict[tuple[str, str], Reader] = {}
        self._seen: dict[Stop, Seen] = {}

    async def at(self, stop: Stop) -> Seen:
        """What there is to see."""
        if stop not in self._seen:
            usual, elder = self._view(stop, "usual"), self._view(stop, "elder", "color-contrast-enhanced")
            self._seen[stop] = Seen(*await asyncio.gather(usual, elder, self._bare(stop)))
        return self._seen[stop]

    async def _reader(self, person: str, kind: str) -> Reader:
        """The person's own profile: in one of the views, or bare of JavaScript."""
        if (person, kind) not in self._readers:
            profile = reading(self._browser, self._base, java_script_enabled=kind != "bare")
            reader = self._readers[person, kind] = await self._profiles.enter_async_context(profile)
            if person:
                await reader.signs_in(person)
            if kind == "elder":
                await reader.prefers(kind)
        return self._readers[person, kind]

    async def _view(self, stop: Stop, view: str, *stronger: str) -> Sight:
        reader = await self._reader(stop.person, view)
        reader.complaints.clear()
        status = await stop.reach(reader, self._scene)
        measured = Measured(**await reader.page.evaluate(MEASURE))
        sight = Sight(status, await faults(reader, stop.ends_at), measured)
        for width in (NARROW, PHONE, DESKTOP):
            await reader.widens(width)
            sight.overflow[width] = await reader.overflow()
            if width == NARROW:
                sight.overflow_when_spaced = await reader.overflow(SPACED)
            else:
                sight.barriers[width] = await reader.barriers(stronger)
        sight.complaints = [one for one in reader.complaints if f"status of {stop.status}" not in one]
        return sight

    async def _bare(self, stop: Stop) -> Bare:
        reader = await self._reader(stop.person, "bare")
        status, page = await stop.reach(reader, self._scene), reader.page
        found, forms = await faults(reader, stop.ends_at), page.locator("form")
        with_button = page.locator("form:has(button[type=submit]:not([hidden]))")
        without = await forms.count() - await with_button.count()
        await page.emulate_media(media="print")
        on_paper = await page.locator(f"{NOT_ON_PAPER} >> visible=true").count()
        headline = await page.locator("h1").is_visible()
        await page.emulate_media(media="screen")
        return Bare(status, found, without, on_paper, headline)


async def faults(reader: Reader, ends_at: str) -> list[str]:
    """What every page must have: language, title, one headline, one main part."""
    page = reader.page
    right = {
        "language": await page.locator("html").get_attribute("lang") == "zh-CN",
        "title": len(await page.title()) > len(" · 上海市市场监督管理局政务公开"),
        "one h1": await page.locator("h1").count() == 1,
        "one main": await page.locator("main").count() == 1,
        f"leads to {ends_at}": page.url.endswith(ends_at),
    }
    return [name for name, is_so in right.items() if not is_so]
