"""F3: a public request sent twice has one effect and one answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.audit import entries
from gongkai.database.columns import shared_metadata
from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.http.idempotency import (
    Claim,
    KeyReused,
    Once,
    StillRunning,
    StoredAnswer,
    claim_all,
    idempotency_key,
    keep_all,
    purge,
)
from gongkai.timepiece import new_id

NOW = datetime(2024, 9, 30, 2, tzinfo=UTC)
SECRET_ANSWER = "query code 7K3M9"


class Receipt(BaseModel):
    number: str
    code: str


@dataclass
class Desk:
    """As much of a unit of work as the edge uses."""

    db: AsyncConnection
    now: datetime = NOW


@pytest.fixture
async def engine(postgres: EmbeddedPostgres) -> AsyncIterator[AsyncEngine]:
    """A database with the two tables of this room and one for effects."""
    name = f"edges_{new_id().hex}"
    await postgres.create_missing([name])
    engine = create_engine(postgres.url_for(name), 5)
    async with engine.begin() as db:
        tables = [idempotency_key, entries.audit_entry]
        await db.run_sync(lambda connection: shared_metadata.create_all(connection, tables=tables))
        await db.execute(text("CREATE TABLE effect (n int)"))
    yield engine
    await engine.dispose()


def claim(key: str = "key-of-this-request", payload: bytes = b"{}") -> Claim:
    return Claim(key, "/api/v1/inquiries", sha256(payload).digest())


async def once(engine: AsyncEngine, one: Claim, *, fail: bool = False) -> StoredAnswer:
    async def effect() -> Receipt:
        await db.execute(text("INSERT INTO effect VALUES (1)"))
        if fail:
            raise RuntimeError("the effect failed")
        return Receipt(number="ZX-1", code=SECRET_ANSWER)

    async with engine.begin() as db:
        response = await Once(one).respond(Desk(db), Receipt, effect)  # type: ignore[arg-type]
    return StoredAnswer(response.status_code, bytes(response.body), "idempotency-replayed" in response.headers)


async def effects(engine: AsyncEngine) -> int:
    async with engine.connect() as db:
        return int(await db.scalar(text("SELECT count(*) FROM effect")) or 0)


async def test_f3_the_second_time_the_first_answer_comes_again(engine: AsyncEngine) -> None:
    first, second = await once(engine, claim()), await once(engine, claim())
    assert (first.status, first.replayed, second.replayed) == (201, False, True)
    assert (first.body, first.status) == (second.body, second.status)
    assert await effects(engine) == 1


async def test_f3_the_same_key_for_something_else_is_refused(engine: AsyncEngine) -> None:
    await once(engine, claim())
    with pytest.raises(KeyReused):
        await once(engine, claim(payload=b'{"other": true}'))
    assert await effects(engine) == 1


async def test_f3_the_same_key_on_another_route_is_another_key(engine: AsyncEngine) -> None:
    await once(engine, claim())
    other = Claim("key-of-this-request", "/api/v1/tickets", sha256(b"{}").digest())
    assert not (await once(engine, other)).replayed
    assert await effects(engine) == 2


async def test_f3_an_effect_that_failed_is_not_remembered(engine: AsyncEngine) -> None:
    with pytest.raises(RuntimeError):
        await once(engine, claim(), fail=True)
    assert await effects(engine) == 0
    assert not (await once(engine, claim())).replayed
    assert await effects(engine) == 1


async def test_f3_while_the_first_is_running_the_second_is_told_to_wait(engine: AsyncEngine) -> None:
    async with engine.begin() as first:
        assert await claim_all(first, [claim()]) == [None]
        with pytest.raises(StillRunning):
            await once(engine, claim())
        await keep_all(first, [(claim(), StoredAnswer(201, b"{}"))], NOW)
    assert (await once(engine, claim())).replayed
    assert await effects(engine) == 0


async def test_f3_of_many_at_once_one_has_the_effect(engine: AsyncEngine) -> None:
    outcomes = await asyncio.gather(*(once(engine, claim()) for _ in range(12)), return_exceptions=True)
    assert await effects(engine) == 1
    done = [outcome for outcome in outcomes if isinstance(outcome, StoredAnswer)]
    assert len({answer.body for answer in done}) == 1
    assert sum(not answer.replayed for answer in done) == 1
    assert {type(outcome) for outcome in outcomes} <= {StoredAnswer, StillRunning}


async def test_f3_a_batch_claims_each_key_once(engine: AsyncEngine) -> None:
    await once(engine, claim("key-number-one-1"))
    batch = [claim("key-number-one-1"), claim("key-number-two-2"), claim("key-number-two-2")]
    async with engine.begin() as db:
        outcomes = await claim_all(db, [*batch, claim("key-number-one-1", b"other")])
    assert [type(outcome) for outcome in outcomes] == [StoredAnswer, type(None), StillRunning, KeyReused]


async def test_f3_the_database_alone_tells_neither_key_nor_answer(engine: AsyncEngine) -> None:
    await once(engine, claim())
    async with engine.connect() as db:
        [row] = (await db.execute(select(idempotency_key))).all()
    for told in (b"key-of-this-request", SECRET_ANSWER.encode()):
        assert told not in bytes(row.key) + bytes(row.sealed_body) + row.route.encode()


async def test_f3_answers_are_kept_for_72_hours(engine: AsyncEngine) -> None:
    await once(engine, claim())
    async with engine.begin() as db:
        assert await purge(db, NOW + timedelta(hours=72)) == 0
        assert await purge(db, NOW + timedelta(hours=72, seconds=1)) == 1
        assert await db.scalar(select(func.count()).select_from(idempotency_key)) == 0
