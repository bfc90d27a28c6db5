"""What tests make again and again: a service at work, a client at its door, people who cannot exist."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import asyncpg
import httpx
from fastapi import FastAPI

from gongkai.actor import Actor
from gongkai.cli.serving import migrate_one
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.identity.issuer import local_issuer
from gongkai.messaging.local_bus import LocalBus
from gongkai.mounts.application import build_app
from gongkai.runtime.loops import open_service
from gongkai.runtime.service import Running, Service
from gongkai.timepiece import Timepiece
from gongkai_dev.demo.people import demo_people

_apps: WeakKeyDictionary[Running, FastAPI] = WeakKeyDictionary()
"""The application of each service at work: its templates compile once."""


def person(role: str, unit: str | None = None) -> Actor:
    """The first demo person with a role (in a unit)."""
    return next(one for one in demo_people() if role in one.roles and unit in (None, one.unit))


@dataclass
class Databases:
    """Fresh databases for tests, cloned from one migrated template a service (about 30 ms each)."""

    postgres: EmbeddedPostgres
    _templates: set[str] = field(default_factory=set)

    async def fresh(self, service: Service) -> str:
        """The address of a new, migrated, empty database of a service."""
        template = f"template_{service.name}"
        if template not in self._templates:
            await self.postgres.create_missing([template])
            await migrate_one(service, self.postgres.url_for(template))
            self._templates.add(template)
        name = f"{service.name}_{uuid4().hex}"
        connection = await asyncpg.connect(self.raw_url("postgres"))
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return self.postgres.url_for(name)

    async def restored(self, service: Service, dump: str) -> str:
        """The address of a new database with what `pg_dump` wrote of another, brought to the revision of this code."""
        name = f"{service.name}_{uuid4().hex}"
        await self.postgres.create_missing([name])
        connection = await asyncpg.connect(self.raw_url(name))
        try:
            await connection.execute(dump)
        finally:
            await connection.close()
        await migrate_one(service, self.postgres.url_for(name))
        return self.postgres.url_for(name)

    def raw_url(self, database: str) -> str:
        """An address as asyncpg itself takes it."""
        return self.postgres.url_for(database).replace("+asyncpg", "")


@dataclass
class House:
    """Opens services for one test and closes them after it."""

    databases: Databases
    folder: Path
    timepiece: Timepiece
    bus: LocalBus

    @asynccontextmanager
    async def open(
        self, service: Service, *, role: str = "api", url: str = "", **changed: Any
    ) -> AsyncIterator[Running]:
        """A service on a fresh database (or the one at `url`). With role `api` the test takes each step."""
        database = url or await self.databases.fresh(service)
        settings = service.settings(folder=self.folder, role=role, database_url=database, **({"demo": True} | changed))
        if service.topics and role != "api":
            self.bus.declare(service.group, service.topics)
        running = Running(service, settings, self.bus, self.timepiece, database)
        async with open_service(running):
            yield running


@asynccontextmanager
async def client(running: Running, who: Actor | None = None, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service; `who` signs in with a token of the local issuer."""
    if who is not None:
        token = local_issuer(running.settings, running.timepiece.wall).token(who)
        headers["Authorization"] = f"Bearer {token}"
    app = _apps.get(running) or build_app(running)
    _apps[running] = app
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gongkai.test", headers=headers) as at_the_door:
        yield at_the_door
