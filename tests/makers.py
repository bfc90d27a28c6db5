"""What tests make again and again: a service at work, a client at its door, people who cannot exist."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
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
from gongkai.runtime.service import Service, ServiceRuntime
from gongkai.timepiece import Timepiece
from gongkai_dev.demo.people import demo_people

_apps: WeakKeyDictionary[ServiceRuntime, FastAPI] = WeakKeyDictionary()
"""The application of each service at work: its templates compile once."""


def person(role: str, unit: str | None = None) -> Actor:
    """The first demo person with a role (in a unit)."""
    return next(one for one in demo_people() if role in one.roles and unit in (None, one.unit))


LARGE = 65_536
"""Bytes of a table from which to truncate is quicker than to delete."""
EMPTY = f"""
SET session_replication_role = replica;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT relname AS name, pg_relation_size(oid) AS size FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format(CASE WHEN one.size > {LARGE} THEN 'TRUNCATE %I CASCADE' ELSE 'DELETE FROM %I' END, one.name);
    END LOOP;
    FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', one.name);
    END LOOP;
END $$
"""
"""Neither foreign keys nor triggers that keep rows for ever stand in the way."""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
NUMBERED = "SELECT count(*) FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True)
class Template:
    """A migrated database of a service and what the migrations themselves wrote into it, by table."""

    name: str
    seeds: dict[str, bytes]

    async def put_back(self, connection: asyncpg.Connection) -> bool:
        """Make a used database like this one again; `False` if it cannot be: somebody is in it, or it was altered."""
        if await connection.fetchval(OTHERS) or await tables_of(connection) != list(self.seeds):
            return False
        await connection.execute(EMPTY)
        for table, rows in self.seeds.items():
            if rows:
                await connection.copy_to_table(table, source=BytesIO(rows), format="binary")
        return True


@dataclass
class Databases:
    """Databases like new: lent to one test after the other and emptied between, copied from a template at need."""

    postgres: EmbeddedPostgres
    worker: str = ""
    """Two workers on one server have templates of their own: nobody may be in a template while it is copied."""
    _templates: dict[str, Template] = field(default_factory=dict)
    _idle: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _lent: list[tuple[str, str]] = field(default_factory=list)

    async def lend(self, service: Service) -> str:
        """The address of a migrated, empty database of a service, until everything lent is taken back."""
        idle = self._idle[service.name]
        name = idle.pop() if idle else await self._copied(service)
        self._lent.append((service.name, name))
        return self.postgres.url_for(name)

    async def take_back(self) -> None:
        """Empty what was lent, for the next."""
        while self._lent:
            service, name = self._lent.pop()
            async with self.connected(name) as connection:
                if await self._templates[service].put_back(connection):
                    self._idle[service].append(name)

    async def fresh(self, service: Service) -> str:
        """The address of a new, migrated, empty database of a service, which nobody gets again."""
        return self.postgres.url_for(await self._copied(service))

    async def _copied(self, service: Service) -> str:
        if service.name not in self._templates:
            self._templates[service.name] = await self._template(service)
        name = f"{service.name}_{uuid4().hex}"
        async with self.connected("postgres") as connection:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._templates[service.name].name}"')
        return name

    async def _template(self, service: Service) -> Template:
        name = f"template_{service.name}_{self.worker}"
        await self.postgres.create_missing([name])
        await migrate_one(service, self.postgres.url_for(name))
        async with self.connected(name) as connection:
            assert await connection.fetchval(NUMBERED) == 0, "a migration took a number"
            return Template(name, {table: await _rows(connection, table) for table in await tables_of(connection)})

    @asynccontextmanager
    async def connected(self, database: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection without the product's engine."""
        connection = await asyncpg.connect(self.raw_url(database))
        try:
            yield connection
        finally:
            await connection.close()

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


async def tables_of(connection: asyncpg.Connection) -> list[str]:
    """The names of a database's own tables."""
    return [row["relname"] for row in await connection.fetch(TABLES)]


async def _rows(connection: asyncpg.Connection, table: str) -> bytes:
    """A table's content as PostgreSQL copies it; empty if it has none."""
    rows = BytesIO()
    await connection.copy_from_table(table, output=rows, format="binary")
    return rows.getvalue() if await connection.fetchval(f'SELECT EXISTS (SELECT FROM "{table}")') else b""


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
    ) -> AsyncIterator[ServiceRuntime]:
        """A service on an empty database (or the one at `url`). With role `api` the test takes each step."""
        database = url or await self.databases.lend(service)
        settings = service.settings(folder=self.folder, role=role, database_url=database, **({"demo": True} | changed))
        if service.topics and role != "api":
            self.bus.declare(service.group, service.topics)
        running = ServiceRuntime(service, settings, self.bus, self.timepiece, database)
        async with open_service(running):
            yield running


@asynccontextmanager
async def client(running: ServiceRuntime, who: Actor | None = None, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service; `who` signs in with a token of the local issuer."""
    if who is not None:
        token = local_issuer(running.settings, running.timepiece.wall).token(who)
        headers["Authorization"] = f"Bearer {token}"
    app = _apps.get(running) or build_app(running)
    _apps[running] = app
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gongkai.test", headers=headers) as at_the_door:
        yield at_the_door
