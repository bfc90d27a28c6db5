"""What waits for its time (E1, E2): publication on schedule, effect and expiry at midnight in Shanghai, once each."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gongkai.messaging.outbox import outbox
from gongkai.review import rules
from gongkai.runtime.service import ServiceRuntime
from gongkai.worktime.days import SHANGHAI
from policy_service.policy.store.tables import planned_acts
from policy_service.publication.timers import keep_plans
from policy_service.service import SERVICE
from tests.makers import House, person
from tests.service.policy.conftest import WRITTEN, PolicyDoors

NOON = datetime(2024, 7, 8, 12, 0, tzinfo=SHANGHAI)
LATER = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon(doors: PolicyDoors) -> None:
    doors.running.timepiece.move(NOON)


async def scheduled(doors: PolicyDoors, at: datetime = LATER, **changed: Any) -> dict[str, Any]:
    """A policy that waits for its time."""
    answer = await doors.release(await doors.drafted(**changed), publish_at=at.isoformat())
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def work_off(running: ServiceRuntime) -> int:
    """Everything that is due, one act after the other."""
    done = 0
    while await keep_plans(running):
        done += 1
    return done


async def told(doors: PolicyDoors) -> list[str]:
    """The short names of what was announced."""
    async with doors.running.reading() as db:
        return [kind.split(".")[2] for kind in await db.scalars(select(outbox.c.type).order_by(outbox.c.seq))]


async def last_told(doors: PolicyDoors) -> dict[str, Any]:
    """What the last announcement says."""
    async with doors.running.reading() as db:
        payloads = (await db.scalars(select(outbox.c.payload).order_by(outbox.c.seq.desc()).limit(1))).all()
    return dict(json.loads(payloads[0]))


async def planned(doors: PolicyDoors) -> int:
    """How many acts still wait."""
    async with doors.running.reading() as db:
        return len((await db.execute(select(planned_acts.c.id))).all())


async def seen(doors: PolicyDoors, policy: dict[str, Any]) -> int:
    """How its public door answers."""
    return (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).status_code


async def test_e2_a_scheduled_policy_is_public_at_its_time_and_not_before(doors: PolicyDoors) -> None:
    policy = await scheduled(doors)
    assert (policy["state"], policy["published_by"]) == ("scheduled", "office.supervisor")
    doors.running.timepiece.move(LATER - timedelta(seconds=1))
    assert await work_off(doors.running) == 0
    assert await seen(doors, policy) == 404
    doors.running.timepiece.move(LATER)
    assert await work_off(doors.running) == 1
    assert await seen(doors, policy) == 200
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    assert (record["state"], record["published_by"], record["publish_at"]) == ("published", "office.supervisor", None)
    assert await told(doors) == ["published"]


async def test_e2_after_an_outage_it_is_public_at_once_and_says_the_real_time(doors: PolicyDoors) -> None:
    policy = await scheduled(doors)
    real = LATER + timedelta(days=3)
    doors.running.timepiece.move(real)
    await work_off(doors.running)
    published_at = (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).json()["published_at"]
    assert timedelta() <= datetime.fromisoformat(published_at) - real < timedelta(minutes=1)


async def test_e2_several_tickers_publish_each_policy_once(doors: PolicyDoors, house: House) -> None:
    policies = [await scheduled(doors, document_no=f"沪市监食经〔2024〕{number}号") for number in range(1, 9)]
    async with several(house, doors.running) as tickers:
        doors.running.timepiece.move(LATER)
        await asyncio.gather(*(work_off(ticker) for ticker in tickers for _ in range(3)))
    assert await told(doors) == ["published"] * len(policies)
    assert await planned(doors) == 0
    assert [await seen(doors, policy) for policy in policies] == [200] * len(policies)


@asynccontextmanager
async def several(house: House, running: ServiceRuntime) -> AsyncIterator[list[ServiceRuntime]]:
    """Three processes on one database."""
    url = running.engine.url.render_as_string(hide_password=False)
    async with AsyncExitStack() as stack:
        yield [running, *[await stack.enter_async_context(house.open(SERVICE, url=url)) for _ in range(2)]]


async def test_e2_ticker_editor_and_office_at_once_bring_out_what_was_signed_or_nothing(doors: PolicyDoors) -> None:
    for number in range(1, 6):
        doors.running.timepiece.move(NOON)
        policy = await scheduled(doors, document_no=f"沪市监食经〔2024〕{number}号")
        path = f"/api/v1/policies/{policy['id']}"
        edited = WRITTEN | {"document_no": policy["document_no"], "body": "没有人审核过。", "change_note": "改"}
        doors.running.timepiece.move(LATER)
        await asyncio.gather(
            work_off(doors.running),
            doors.clerk.put(path, json=edited, headers={"If-Match": "*"}),
            doors.office.post(f"{path}/publication"),
            work_off(doors.running),
        )
        answer = await doors.citizen.get(path)
        assert "没有人审核过" not in answer.text
        if answer.status_code == 200:
            assert len((await doors.citizen.get(f"{path}/editions")).json()) == 1
        assert await planned(doors) == 0


async def test_e2_an_edit_voids_the_schedule(doors: PolicyDoors) -> None:
    policy = await scheduled(doors)
    path = f"/api/v1/policies/{policy['id']}"
    edited = await doors.clerk.put(path, json=WRITTEN | {"body": "改。"}, headers={"If-Match": "*"})
    assert (edited.json()["state"], edited.json()["publish_at"]) == ("draft", None)
    assert await planned(doors) == 0
    doors.running.timepiece.move(LATER)
    await work_off(doors.running)
    assert await seen(doors, policy) == 404


async def test_e2_an_attachment_voids_the_schedule(doors: PolicyDoors) -> None:
    policy = await doors.attached(await scheduled(doors), "表.txt", "表格".encode())
    assert policy["state"] == "draft"
    assert await planned(doors) == 0


async def test_e2_a_schedule_is_moved_called_off_and_forestalled(doors: PolicyDoors) -> None:
    policy = await scheduled(doors)
    path = f"/api/v1/policies/{policy['id']}"
    later = LATER + timedelta(days=1)
    moved = await doors.office.post(f"{path}/publication", json={"publish_at": later.isoformat()})
    assert datetime.fromisoformat(moved.json()["publish_at"]) == later
    assert await planned(doors) == 1
    off = await doors.office.delete(f"{path}/schedule")
    assert (off.json()["state"], off.json()["publish_at"], off.json()["published_by"]) == ("reviewed", None, None)
    assert await planned(doors) == 0
    again = await doors.office.delete(f"{path}/schedule")
    assert again.json()["type"] == "urn:gongkai:problem:not-scheduled"
    assert (await doors.clerk.delete(f"{path}/schedule")).status_code == 403
    await doors.office.post(f"{path}/publication", json={"publish_at": later.isoformat()})
    assert (await doors.office.post(f"{path}/publication")).json()["state"] == "published"
    assert await planned(doors) == 0


@pytest.mark.parametrize("at", ["2024-07-08T11:59:59+08:00", "2026-07-08T12:00:00+08:00", "morgen", "2024-13-01"])
async def test_e2_a_schedule_is_for_a_sensible_time_to_come(doors: PolicyDoors, at: str) -> None:
    refused = await doors.release(await doors.drafted(), publish_at=at)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/publish_at"


async def test_e3_the_gate_must_be_open_when_it_is_scheduled(doors: PolicyDoors) -> None:
    refused = await doors.release(await doors.drafted(normative=True), publish_at=LATER.isoformat())
    assert refused.json()["type"] == "urn:gongkai:problem:publication-refused"
    assert await planned(doors) == 0


async def test_e2_the_gate_looks_again_at_its_time_and_holds_back(doors: PolicyDoors) -> None:
    """A word was put on the list meanwhile."""
    policy = await scheduled(doors, body="本通知提到蓝月亮计划。")
    await list_a_word(doors, "蓝月亮计划")
    doors.running.timepiece.move(LATER)
    assert await work_off(doors.running) == 1
    assert await seen(doors, policy) == 404
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    assert (record["state"], record["publish_at"], record["reviewed_by"]) == ("reviewed", None, "registration.head")
    assert (await told(doors))[-1] == "publication-held-back"
    held = await last_told(doors)
    assert held["codes"] == ["listed-word"]
    assert datetime.fromisoformat(held["planned_for"]) == LATER


async def list_a_word(doors: PolicyDoors, word: str) -> None:
    """The office puts a word on the list of words that block."""
    async with doors.running.work(person("office")) as work:
        before = await rules.newest(work.db, rules.RulesKind.words)
        entry = f'\n[[word]]\nword = "{word}"\naction = "block"\nnote = "未公开的计划"\n'
        await rules.amend(work, rules.RulesKind.words, before.toml + entry, before.edition)


async def test_e1_it_takes_effect_and_expires_at_midnight_in_shanghai(doors: PolicyDoors) -> None:
    policy = await doors.published(effective_on="2024-08-01", expires_on="2024-12-31")
    path = f"/api/v1/policies/{policy['id']}"

    async def validity_at(instant: datetime) -> str:
        doors.running.timepiece.move(instant)
        await work_off(doors.running)
        answer = await doors.citizen.get(path)
        return str(answer.json()["validity"])

    midnight = datetime(2024, 8, 1, tzinfo=SHANGHAI)
    assert await validity_at(midnight - timedelta(seconds=1)) == "upcoming"
    before = (await doors.citizen.get(path)).headers["ETag"]
    assert await validity_at(midnight) == "in_force"
    assert (await doors.citizen.get(path)).headers["ETag"] != before
    new_year = datetime(2025, 1, 1, tzinfo=SHANGHAI)
    assert await validity_at(new_year - timedelta(seconds=1)) == "in_force"
    assert await validity_at(new_year) == "expired"
    assert await told(doors) == ["published", "validity-changed", "validity-changed"]
    assert (await last_told(doors))["since"] == "2025-01-01"
    assert [line["validity"] for line in (await doors.citizen.get(f"{path}/validity")).json()] == [
        "upcoming",
        "in_force",
        "expired",
    ]
    assert (await doors.citizen.get("/api/v1/policies")).json()["items"][0]["validity"] == "expired"


async def test_e1_the_office_repeals_from_a_day_on_and_it_stays_readable(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    repeal = {"act": "repeal", "on": "2024-09-01", "reason": "由新办法代替"}
    assert (await doors.clerk.post(f"{path}/validity", json=repeal)).status_code == 403
    assert (await doors.office.post(f"{path}/validity", json=repeal)).status_code == 200
    assert (await doors.citizen.get(path)).json()["validity"] == "in_force"
    doors.running.timepiece.move(datetime(2024, 9, 1, tzinfo=SHANGHAI))
    await work_off(doors.running)
    assert (await doors.citizen.get(path)).json()["validity"] == "repealed"
    partly = await doors.published(document_no="沪市监食经〔2024〕99号")
    at_once = {"act": "partly_repeal", "on": "2024-08-01", "reason": "第二条废止"}
    await doors.office.post(f"/api/v1/policies/{partly['id']}/validity", json=at_once)
    history = (await doors.citizen.get(f"/api/v1/policies/{partly['id']}/validity")).json()
    assert [(line["validity"], line["reason"]) for line in history] == [
        ("in_force", "发布"),
        ("partly_repealed", "第二条废止"),
    ]


@pytest.mark.parametrize(
    "bad",
    [{"act": "burn"}, {"on": "2024-02-30"}, {"reason": ""}, {"more": 1}, {"on": "0001-01-01"}, {"on": "9999-12-31"}],
    ids=str,
)
async def test_e1_a_repeal_that_says_nothing_sensible_harms_nothing(doors: PolicyDoors, bad: dict[str, Any]) -> None:
    policy = await doors.published()
    repeal = {"act": "repeal", "on": "2024-09-01", "reason": "由新办法代替"} | bad
    answer = await doors.office.post(f"/api/v1/policies/{policy['id']}/validity", json=repeal)
    assert answer.status_code == (200 if bad.get("on") in ("0001-01-01", "9999-12-31") else 422)
    draft = await doors.drafted(document_no="沪市监食经〔2024〕99号")
    refused = await doors.office.post(f"/api/v1/policies/{draft['id']}/validity", json=repeal)
    assert refused.status_code in (409, 422)


@pytest.mark.parametrize("dates", [("0001-01-01", "9999-12-31"), ("9999-12-31", None), (None, "0001-01-02")])
async def test_e1_days_at_the_ends_of_the_calendar_are_no_faults(
    doors: PolicyDoors, dates: tuple[str | None, str | None]
) -> None:
    policy = await doors.drafted(effective_on=dates[0], expires_on=dates[1])
    assert (await doors.release(policy)).status_code in (200, 422)


async def test_e2_a_planned_act_that_meets_a_fault_waits_and_others_go_on(doors: PolicyDoors) -> None:
    """The first policy's edition can no longer be read."""
    broken = await doors.published(effective_on="2024-07-09")
    other = await scheduled(doors, LATER + timedelta(hours=1), document_no="沪市监食经〔2024〕99号")
    async with doors.running.engine.begin() as db:
        await db.exec_driver_sql("UPDATE edition SET content = '{}'::jsonb")
    doors.running.timepiece.move(LATER + timedelta(hours=1))
    assert await work_off(doors.running) == 2
    assert await seen(doors, other) == 200
    assert await planned(doors) == 1
    assert await seen(doors, broken) == 200
