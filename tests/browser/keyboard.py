"""Somebody without a mouse: goes from one thing to the next and must always see where the focus is."""

from dataclasses import dataclass
from typing import Final

from playwright.async_api import Page

MOST_STEPS: Final = 150
PARTS_OF_A_DATE: Final = 7
"""Year, month, day, hour, minute and the calendar of a date field are further stops of the same field."""
LOOK: Final = """() => {
    const node = document.activeElement;
    if (!node || node === document.body) return null;
    node.scrollIntoView({ block: "nearest" });
    const style = getComputedStyle(node);
    const box = [...node.getClientRects()].find((one) => one.bottom > 0 && one.top < innerHeight) ?? null;
    const middle = box && [
        (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2,
        (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2,
    ];
    const there = middle && document.elementFromPoint(...middle);
    const label = node.labels?.[0]?.innerText;
    const group = node.type === "radio" ? node.closest("fieldset").querySelector("legend").innerText + "：" : "";
    window.stops ??= new Map();
    if (!window.stops.has(node)) window.stops.set(node, window.stops.size);
    return {
        name: (group + (node.getAttribute("aria-label") ?? label ?? node.innerText)).trim(),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        covered: !there || !(node.contains(there) || there.contains(node)),
        number: window.stops.get(node),
    };
}"""
COUNT: Final = """() => {
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0;
    const fields = "a[href], button, input:not([type=hidden]), select, textarea, summary, video, audio";
    const all = [...document.querySelectorAll(fields)].filter((node) => seen(node) && !node.disabled);
    const radios = all.filter((node) => node.type === "radio");
    return all.length - radios.length + new Set(radios.map((node) => node.form.action + node.name)).size;
}"""


@dataclass(frozen=True)
class Focus:
    """Where the keyboard is."""

    name: str
    outlined: bool
    covered: bool
    number: int


class Keyboard:
    """Only keys, from here on."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            await self._page.keyboard.press(key)

    async def focus(self) -> Focus | None:
        """What has the focus, if anything; it must be outlined and not covered."""
        found = await self._page.evaluate(LOOK)
        if found is None:
            return None
        focus = Focus(**found)
        assert focus.outlined, f"nobody sees that the focus is on {focus.name}"
        assert not focus.covered, f"{focus.name} has the focus but lies under something"
        return focus

    async def to(self, name: str, key: str = "Tab") -> None:
        """On, until the thing with this name has the focus."""
        passed = []
        for _ in range(MOST_STEPS):
            await self.press(key)
            focus = await self.focus()
            if focus and focus.name.startswith(name):
                return
            passed.append(focus and focus.name)
        raise AssertionError(f"No way by keyboard to {name}; passed {passed[:60]}")

    async def opens(self, name: str) -> None:
        """On to a link or button, press it, and wait for the page it leads to."""
        await self.to(name)
        async with self._page.expect_navigation():
            await self.press("Enter")

    async def types(self, name: str, words: str) -> None:
        """On to a field, and write into it."""
        await self.to(name)
        await self._page.keyboard.type(words)

    async def chooses(self, name: str, words: str) -> None:
        """On to a list of choices, and pick one by its first characters' place in the list."""
        await self.to(name)
        for _ in range(MOST_STEPS):
            chosen: str = await self._page.evaluate("() => document.activeElement.selectedOptions[0].label")
            if chosen == words:
                return
            await self.press("ArrowDown")
        raise AssertionError(f"{name} offers no {words}")

    async def round(self) -> int:
        """Once through the page; how many things had the focus. Whoever is trapped passes fewer than there are."""
        passed: set[int] = set()
        dates = await self._page.locator("input[type^=date]").count()
        for _ in range(await self.count() + PARTS_OF_A_DATE * dates):
            await self.press("Tab")
            if focus := await self.focus():
                passed.add(focus.number)
        return len(passed)

    async def count(self) -> int:
        """How many things on the page can have the focus."""
        return int(await self._page.evaluate(COUNT))
