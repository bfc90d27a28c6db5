"""Policies that were public before there were editions: still public after the migration, and masked."""

from dataclasses import replace

from alembic import command
from sqlalchemy import Connection, text

from gongkai.database.engine import create_engine
from gongkai.database.migrate import config_of, migrate
from gongkai_dev.demo.people import demo_people
from policy_service.casework.usecases import load_notice
from policy_service.drafting.usecases import draft_policy, review_policy
from policy_service.policy.api import PolicyView
from policy_service.publication.usecases import publish_policy
from policy_service.service import SERVICE
from policy_service.word_import.domain.notice import draft_of_notice
from tests.makers import House, client, person
from tests.service.policy.conftest import PolicyDoors

OLD = """
INSERT INTO policy (id, title, document_no, index_no, issuing_unit, drafting_unit, kind, formed_on, disclosure, body,
    html, state, drafted_by, drafted_at, signed_digest, published_at, withdrawal_reason, names, version)
VALUES ('00000000-0000-7000-8000-000000000001', '关于旧事的通知', '沪市监〔2024〕1号', '', '市局', 'registration',
    'notice', '2024-07-08', 'active', E'一、旧事\\n联系人电话：13812345678。', '<p></p>', 'published', '{a}', now(),
    'd', '2024-07-08T20:00:00Z', '', '{}', 3)
"""


def _to_first_revision(connection: Connection) -> None:
    config = config_of(SERVICE.migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


async def test_e1_what_was_public_before_editions_stays_public_and_is_masked(house: House) -> None:
    await house.databases.postgres.create_missing(["policy_of_old"])
    url = house.databases.postgres.url_for("policy_of_old")
    engine = create_engine(url, 2)
    async with engine.begin() as db:
        await db.run_sync(_to_first_revision)
        await db.execute(text(OLD))
    await migrate(engine, SERVICE.migrations)
    await engine.dispose()
    async with house.open(SERVICE, url=url) as running, client(running) as citizen:
        [listed] = (await citizen.get("/api/v1/policies")).json()["items"]
        seen = await citizen.get(f"/api/v1/policies/{listed['id']}")
        assert PolicyView.model_validate_json(seen.content).model_dump(mode="json") == seen.json()
        assert "13812345678" not in seen.text
        assert [clause["title"] for clause in seen.json()["clauses"]] == ["一、旧事"]
        assert (await citizen.get(f"/policies/{listed['id']}")).status_code == 200
        assert (await citizen.get(f"/api/v1/policies/{listed['id']}/validity")).json()[0]["since"] == "2024-07-09"
        async with client(running, person("office")) as office:
            record = (await office.get(f"/api/v1/policies/{listed['id']}/record")).json()
            assert (record["edition"], record["version"], record["is_masked"]) == (1, 4, True)


async def test_e3_a_notice_that_was_public_without_an_interpretation_gets_one_as_its_next_edition(
    doors: PolicyDoors,
) -> None:
    async with doors.running.work(person("clerk", "office")) as work:
        policy = await draft_policy(replace(draft_of_notice(), interpretation_wanted=False), work)
    for who, act in ((person("head", "office"), review_policy), (person("office"), publish_policy)):
        async with doors.running.work(who) as work:
            await act(policy.id, None, work)
    for _ in range(2):
        await load_notice(doors.running, demo_people())
        notice = (await doors.citizen.get(f"/api/v1/policies/{policy.id}")).json()
        assert (notice["edition"], len(notice["interpretations"])) == (2, 1)
