"""`make pictures`: the README's pictures, taken in a suite of their own with the day and the data of the tests."""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gongkai_dev.tour.visit import TourVisit
from tests.browser.chromium import opened
from tests.browser.reader import reading
from tests.browser.scene import Scene, set_up
from tests.browser.stops import OFFICE
from tests.suite.suites import started, visiting

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST: Final = 200_000


@dataclass(frozen=True)
class Picture:
    """One of them."""

    name: str
    at: str
    person: str = ""
    height: int = 1040


PICTURES: Final = (
    Picture("policy", "/policies/{reviewed_policy}"),
    Picture("desk", "/desk/tickets/{contacted_ticket}", "pudong.clerk"),
)


async def release(visit: TourVisit, scene: Scene) -> None:
    """The third hand: the policy that waits for it goes public with its interpretation."""
    office = await visit.as_person(OFFICE)
    await office.send("POST", scene.at("/api/v1/policies/{reviewed_policy}/publication"), json={})


async def take(base: str, scene: Scene) -> None:
    """All of them, one after the other, each in a fresh profile."""
    async with opened() as browser:
        for picture in PICTURES:
            async with reading(browser, base, reduced_motion="reduce") as reader:
                if picture.person:
                    await reader.signs_in(picture.person)
                await reader.go(scene.at(picture.at))
                await reader.page.set_viewport_size({"width": 1120, "height": picture.height})
                file = FOLDER / f"{picture.name}.png"
                await reader.page.screenshot(path=file)
                size = file.stat().st_size
                print(f"{file.relative_to(Path.cwd())}: {size // 1000} KB")
                assert size < LARGEST, f"{file.name} is too large for a README"


async def main() -> None:
    """Start, look, end."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gongkai-pictures-") as folder:
        async with started(Path(folder), "run") as suite, visiting(suite) as (visit, hotline):
            scene = await set_up(visit, hotline)
            await release(visit, scene)
            await take(suite.settings.public_url, scene)


if __name__ == "__main__":
    asyncio.run(main())
