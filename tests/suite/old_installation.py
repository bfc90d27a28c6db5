"""Opens an installation that an older tree left behind: databases restored and migrated, folder unpacked."""

import gzip
import json
import re
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx
from pydantic import SecretStr

from gongkai.messaging.local_bus import LocalBus
from gongkai.runtime.installed import all_services
from gongkai.timepiece import Timepiece
from gongkai_dev.demo.people import demo_people
from tests.makers import Databases, House, client
from tests.suite.doors import Door

BEFORE: Final = Path(__file__).parent / "before"
PREFIXES: Final = re.compile("^(/api/v1|/desk)")
PEOPLE: Final = {one.id: one for one in demo_people()}


class FixedOfficeTime(Timepiece):
    """Stands at the office's time at which the installation was left."""

    def now(self) -> datetime:
        """23 October 2024, 10:30 in Shanghai."""
        return datetime(2024, 10, 23, 2, 30, tzinfo=UTC)

    def move(self, to: datetime | None) -> None:
        """Ignore where the demonstration's clock had been put."""


@dataclass
class OldInstallation:
    """Four services at work on the old data; `ids` lists what is there by its place in a path, `names` by its name."""

    secret: str
    ids: dict[str, list[list[str]]]
    names: dict[str, str]
    clients: dict[tuple[str, str], httpx.AsyncClient] = field(default_factory=dict)

    def client(self, service: str, person: str = "") -> httpx.AsyncClient:
        """A person's client of a service; without a person, a citizen's."""
        return self.clients[service, person]

    def paths(self, door: Door) -> Iterator[str]:
        """The route with every id of the old data that fits its path; nothing where the old data have no such thing."""
        if "{" not in door.path:
            yield door.path
        for found in self.ids.get(place_of(door), ()):
            values = iter(found)
            yield re.sub(r"{\w+}", lambda _: next(values), door.path)  # noqa: B023 - used at once


def place_of(door: Door) -> str:
    """The part of a route that names a thing, without prefix and what follows the last id: `/tickets/{}/files/{}`."""
    path = re.sub(r"{\w+}", "{}", PREFIXES.sub("", door.path))
    return path[: path.rindex("{}") + 2] if "{}" in path else ""


@asynccontextmanager
async def old_installation(databases: Databases, folder: Path) -> AsyncIterator[OldInstallation]:
    """Restore, migrate and open it; `folder` becomes its folder."""
    with tarfile.open(BEFORE / "folder.tar.gz") as packed:
        packed.extractall(folder, filter="data")
    secret = "whsec_" + (folder / "hotline.secret").read_text()
    own = {"ticket": {"hotline_secrets": (SecretStr(secret),)}}
    house = House(databases, folder, FixedOfficeTime(), LocalBus())
    ids, names = (json.loads((BEFORE / f"{one}.json").read_text()) for one in ("ids", "names"))
    old = OldInstallation(secret, ids, names)
    async with AsyncExitStack() as stack:
        for service in all_services():
            dump = gzip.decompress((BEFORE / f"{service.name}.sql.gz").read_bytes()).decode()
            url = await databases.restored(service, dump)
            running = await stack.enter_async_context(
                house.open(service, url=url, base_url="http://127.0.0.1:9", **own.get(service.name, {}))
            )
            for person in ("", *PEOPLE):
                opened = await stack.enter_async_context(client(running, PEOPLE.get(person)))
                old.clients[service.name, person] = opened
        yield old
