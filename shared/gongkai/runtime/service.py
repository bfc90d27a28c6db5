"""A service as a value made of features, and what it has while it runs: `Service`, `Feature`, `ServiceRuntime`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from fastapi import APIRouter
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.actor import Actor, Role
from gongkai.clocks.keeping import CopyClocks
from gongkai.database.engine import create_engine
from gongkai.database.raw_connections import RawConnections
from gongkai.messaging.bus import Bus
from gongkai.messaging.relay import Relay
from gongkai.runtime.consumer import Consumer, Subscription
from gongkai.settings import Settings
from gongkai.timepiece import Timepiece
from gongkai.unit_of_work import ServiceConstants, Work, transaction
from gongkai.worktime.calendar import WorkCalendar, load_calendar
from gongkai.worktime.limit import Limit

Resource = TypeVar("Resource")
OwnSettings = TypeVar("OwnSettings", bound=Settings)


class Resources:
    """What features opened for their routes and timers, one of each type: group commits, HTTP clients, gateways."""

    def __init__(self) -> None:
        self._by_type: dict[type, Any] = {}

    def put(self, resource: object) -> None:
        """Keep it under its own type; a second one of that type takes its place."""
        self._by_type[type(resource)] = resource

    def get(self, kind: type[Resource]) -> Resource:
        """The one of that type; raises KeyError if the service has not opened it."""
        resource: Resource = self._by_type[kind]
        return resource


class ServiceRuntime:
    """A service with its database, bus, calendar and time. `gongkai.runtime.loops.open_service` starts its loops."""

    def __init__(
        self, service: "Service", settings: Settings, bus: Bus, timepiece: Timepiece, database_url: str
    ) -> None:
        self.service = service
        self.settings = settings
        self.bus = bus
        self.timepiece = timepiece
        self.calendar: WorkCalendar = load_calendar()
        name = f"{service.name}-service"
        self.engine: AsyncEngine = create_engine(database_url, settings.pool_size, name)
        self.raw_connections = RawConnections(self.engine, name)
        self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self.relay = Relay(self.engine, bus)
        self.consumer = Consumer(service.group, service.subscriptions, self.work, self.engine)
        self.to_relay = asyncio.Event()
        self.to_timers = asyncio.Event()
        self.resources = Resources()
        self._constants = ServiceConstants(
            service=service.name,
            engine=self.engine,
            calendar=self.calendar,
            limits={limit.code: limit for limit in service.limits},
            clocks_copied=service.clocks_copied,
        )

    def own_settings(self, kind: type[OwnSettings]) -> OwnSettings:
        """The settings as the service's own class has them; raises TypeError for those of another service."""
        if not isinstance(self.settings, kind):
            raise TypeError(f"{self.service.name} runs with {type(self.settings).__name__}")
        return self.settings

    @asynccontextmanager
    async def work(self, actor: Actor | None = None, now: datetime | None = None) -> AsyncIterator[Work]:
        """The one transaction of a use case. After its commit the relay is woken if anything was announced."""
        async with transaction(self._constants, now or self.timepiece.now(), actor or Actor.system()) as work:
            yield work
        if work.announced:
            self.to_relay.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads: each statement sees what is committed when it begins, and none waits for BEGIN."""
        async with self._reading.connect() as db:
            yield db


@dataclass(frozen=True, slots=True)
class Timer:
    """A step that works off what is due and says how many rows it dealt with; 0 means nothing was due."""

    name: str
    step: Callable[[ServiceRuntime], Awaitable[int]]
    every: float = 1.0
    """Seconds until the next step when nothing was due."""


FastAnswer = tuple[int, bytes | None]
"""A row version and its JSON; without JSON the reader has that version."""
FindFastAnswer = Callable[[ServiceRuntime, Actor, str, Sequence[int]], Awaitable[FastAnswer | None]]
"""Looks a thing up by its id for this reader, who has these versions of it; `None` leaves the answer to the route."""


@dataclass(frozen=True, slots=True)
class FastRead:
    """A `GET` whose template ends with an id, answered before the framework; the route behind it says the same."""

    template: str
    find: FindFastAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """One entry of a menu; `place` orders the entries of all features. Without roles it is for all of the section.

    What is `extra` is left out of the elder view, what is `more` stands in the group behind the others.
    """

    path: str
    words: str
    place: int
    section: str = "desk"
    roles: tuple[Role, ...] = ()
    extra: bool = False
    more: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether this person gets to see it."""
        return not self.roles or (actor is not None and actor.has(*self.roles))


Open = Callable[[ServiceRuntime], AbstractAsyncContextManager[None]]
"""Opens a resource for as long as the service runs and puts it into `running.resources`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing that people come for: its routes, pages, limits, subscriptions, timers and menu entries."""

    name: str
    routers: tuple[APIRouter, ...] = ()
    pages: tuple[APIRouter, ...] = ()
    templates: Path | None = None
    fast_reads: tuple[FastRead, ...] = ()
    limits: tuple[Limit, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    timers: tuple[Timer, ...] = ()
    resources: tuple[Open, ...] = ()
    menu: tuple[Menu, ...] = ()
    health: Callable[[ServiceRuntime], Awaitable[dict[str, Any]]] | None = None
    """Figures of the feature on the ops page and `/metrics`."""
    documents: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    """Documents made from its code, by their name in `docs/`; `name#part` is what stands between that part's marks."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """One of the four, equal only to itself.

    `segments` are the first path words after `/api/v1/`, `/desk/` or `/` that belong to it.
    """

    name: str
    title: str
    metadata: MetaData
    migrations: Path
    segments: tuple[str, ...]
    features: tuple[Feature, ...]
    clocks_copied: CopyClocks | None = None
    """Who is told of every clock that changed, in the same transaction: lists sort by what they say."""
    topics: tuple[str, ...] = ()
    settings: type[Settings] = Settings
    """The class of its settings: the shared ones and its own."""

    @property
    def group(self) -> str:
        """Its consumer group."""
        return f"gongkai.{self.name}"

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """REST first, then pages, each in the order of the features."""
        return (*_all(one.routers for one in self.features), *_all(one.pages for one in self.features))

    @property
    def templates(self) -> tuple[Path, ...]:
        """The folders in which its pages' templates stand; no name stands in two of them."""
        return tuple(one.templates for one in self.features if one.templates)

    @property
    def fast_reads(self) -> tuple[FastRead, ...]:
        """The reads that are answered before the framework."""
        return _all(one.fast_reads for one in self.features)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The legal limits that it owes."""
        return _all(one.limits for one in self.features)

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """Which event wakes which use case."""
        return _all(one.subscriptions for one in self.features)

    @property
    def timers(self) -> tuple[Timer, ...]:
        """What it does when a time has come."""
        return _all(one.timers for one in self.features)

    @property
    def resources(self) -> tuple[Open, ...]:
        """What is opened with it, in this order."""
        return _all(one.resources for one in self.features)

    @property
    def menu(self) -> tuple[Menu, ...]:
        """Its menu entries."""
        return _all(one.menu for one in self.features)

    @property
    def documents(self) -> dict[str, Callable[[], str]]:
        """Documents made from its code."""
        return {name: write for one in self.features for name, write in one.documents.items()}

    async def health(self, running: ServiceRuntime) -> dict[str, Any]:
        """The figures of all its features."""
        figures = [await one.health(running) for one in self.features if one.health]
        return {name: figure for each in figures for name, figure in each.items()}


Item = TypeVar("Item")


def _all(parts: Iterable[Iterable[Item]]) -> tuple[Item, ...]:
    return tuple(item for part in parts for item in part)


ROOT: Final = ""


def segment_of(path: str) -> str:
    """The word of a path by which embedded suite, local edge and ingress choose the service."""
    words = path.strip("/").split("/")
    if words[:2] == ["api", "v1"]:
        words = words[2:]
    elif words[0] == "desk" and len(words) > 1:
        words = words[1:]
    return words[0] if words else ROOT
