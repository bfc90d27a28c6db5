"""Questions that were there before the seal: masked where they stand, found by what they are like, still answered."""

from datetime import UTC, datetime

import asyncpg
from alembic import command
from sqlalchemy import Connection

from gongkai.database.engine import create_engine
from gongkai.database.migrate import config_of, migrate
from gongkai.timepiece import new_id
from inquiry_service.question.store import questions
from inquiry_service.question.store.similar import similar
from inquiry_service.service import SERVICE
from tests.makers import Databases, House

BOARD = "INSERT INTO board VALUES ($1, '某通知', '沪〔2024〕1号', 'registration', 'open', $2, NULL, 1)"
QUESTION = """
INSERT INTO question (id, receipt_no, policy_id, unit, text, email, state, asked_at, answer, drafted_by, names, version,
answered_at) VALUES ($1, $2, $3, 'registration', $4, 'a@b.cn', $5, $6, '请致电13812345678。', '{}', '{}', 1, $6)
"""


async def test_e5_what_was_asked_before_is_masked_and_its_address_deleted(databases: Databases, house: House) -> None:
    name, policy_id, at = f"before_{new_id().hex}", new_id(), datetime(2024, 9, 30, 2, tzinfo=UTC)
    await databases.postgres.create_missing([name])
    engine = create_engine(databases.postgres.url_for(name), 2)
    async with engine.begin() as db:
        await db.run_sync(_first)
    connection = await asyncpg.connect(databases.raw_url(name))
    try:
        await connection.execute(BOARD, policy_id, at)
        ids = [new_id(), new_id()]
        for place, (one, state) in enumerate(zip(ids, ("answered", "asked"), strict=True)):
            text = f"我的手机13987654321，延续申请怎么办{place}？"
            await connection.execute(QUESTION, one, f"ZX-{place}", policy_id, text, state, at)
    finally:
        await connection.close()
    await migrate(engine, SERVICE.migrations)
    await engine.dispose()
    async with house.open(SERVICE, url=databases.postgres.url_for(name)) as running, running.reading() as db:
        found = await similar(db, "延续申请", None)
        answered, _ = await questions.public_question(db, ids[0])
        waiting = await questions.question(db, ids[1])
    assert [one.id for one in found] == ids[:1]
    for text in (answered.text, answered.answer, waiting.text):
        assert "13987654321" not in text
        assert "13812345678" not in text
    assert (waiting.rendition, waiting.has_email, waiting.is_public) == ("", False, False)


def _first(connection: Connection) -> None:
    config = config_of(SERVICE.migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
