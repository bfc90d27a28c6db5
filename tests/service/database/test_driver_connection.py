"""The seam under SQLAlchemy: what goes past it is in the transaction that it commits or rolls back."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from gongkai.database.compiled import Compiled, CompiledInsert
from gongkai.database.driver_connection import driver_connection
from gongkai.database.engine import create_engine
from gongkai.embedded.postgres import EmbeddedPostgres
from gongkai.timepiece import new_id

number = Table("number", MetaData(), Column("n", Integer, primary_key=True))
ADD = CompiledInsert(number)
TRANSACTION = Compiled(text("SELECT pg_current_xact_id()::text"))
IN_CORE = text("SELECT pg_current_xact_id()::text")


class WentWrong(Exception):
    """Ends a transaction."""


async def write_and_fail(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await ADD.execute(db, [{"n": 1}])
        await db.execute(insert(number), {"n": 2})
        await ADD.execute(db, [{"n": 3}])
        raise WentWrong


@pytest.fixture
async def engine(postgres: EmbeddedPostgres) -> AsyncIterator[AsyncEngine]:
    name = f"seam_{new_id().hex}"
    await postgres.create_missing([name])
    engine = create_engine(postgres.url_for(name), 2)
    async with engine.begin() as db:
        await db.run_sync(number.metadata.create_all)
    yield engine
    await engine.dispose()


async def numbers(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as db:
        return list((await db.scalars(select(number.c.n).order_by(number.c.n))).all())


async def transaction_of(db: AsyncConnection) -> str:
    row = await TRANSACTION.fetchrow(db)
    assert row is not None
    return str(row[0])


async def test_f2_a_compiled_statement_before_and_after_core_is_in_its_transaction(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        first = await transaction_of(db)
        assert await db.scalar(IN_CORE) == first
        assert await transaction_of(db) == first


async def test_f2_what_goes_past_sqlalchemy_is_rolled_back_with_it(engine: AsyncEngine) -> None:
    with pytest.raises(WentWrong):
        await write_and_fail(engine)
    assert await numbers(engine) == []


async def test_f2_what_goes_past_sqlalchemy_is_committed_with_it(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        await ADD.execute(db, [{"n": 1}, {"n": 2}])
    assert await numbers(engine) == [1, 2]


async def test_f2_a_connection_that_autocommits_gets_no_transaction(engine: AsyncEngine) -> None:
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as db:
        assert not (await driver_connection(db)).is_in_transaction()
        assert await transaction_of(db) != await transaction_of(db)


async def test_f2_a_used_connection_begins_anew(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        earlier = await transaction_of(db)
    async with engine.begin() as db:
        assert (await driver_connection(db)).is_in_transaction()
        assert await transaction_of(db) != earlier
        assert await db.scalar(select(func.count()).select_from(number)) == 0
