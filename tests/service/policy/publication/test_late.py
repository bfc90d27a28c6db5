"""What waits for its time and comes late, or meets something that was not foreseen (E1, E2)."""

import asyncio
from datetime import datetime
from functools import partial

import pytest
from sqlalchemy import text, update

from gongkai.worktime.days import SHANGHAI
from policy_service.policy.store.tables import policies
from tests.event_pipeline import eventually
from tests.service.policy.conftest import WRITTEN, PolicyDoors
from tests.service.policy.publication.test_editions import docx
from tests.service.policy.publication.test_schedule import (
    LATER,
    NOON,
    last_told,
    list_a_word,
    planned,
    scheduled,
    seen,
    told,
    work_off,
)

AT_HAND = {"If-Match": "*"}


@pytest.fixture(autouse=True)
def at_noon(doors: PolicyDoors) -> None:
    doors.running.timepiece.move(NOON)


async def test_e2_a_planned_publication_whose_number_is_taken_is_held_back_and_told(doors: PolicyDoors) -> None:
    """Nobody would hear of it if it were only tried again and again."""
    policy = await doors.published()
    renumbered = WRITTEN | {"document_no": "沪市监食经〔2024〕13号", "change_note": "改号"}
    await doors.clerk.put(f"/api/v1/policies/{policy['id']}", json=renumbered, headers=AT_HAND)
    rival = await scheduled(doors, document_no=policy["document_no"])
    doors.running.timepiece.move(LATER)
    await work_off(doors.running)
    assert await seen(doors, rival) == 404
    assert (await doors.clerk.get(f"/api/v1/policies/{rival['id']}/record")).json()["state"] == "reviewed"
    assert (await told(doors))[-1] == "publication-held-back"
    assert (await last_told(doors))["codes"] == ["document-no-taken"]
    assert await planned(doors) == 0


async def test_e1_after_an_outage_the_history_says_since_when_it_really_holds(doors: PolicyDoors) -> None:
    policy = await doors.published(effective_on="2024-08-01", expires_on="2024-12-31")
    path = f"/api/v1/policies/{policy['id']}"
    doors.running.timepiece.move(datetime(2024, 8, 5, 9, tzinfo=SHANGHAI))
    await work_off(doors.running)
    assert (await last_told(doors))["since"] == "2024-08-01"
    doors.running.timepiece.move(datetime(2025, 1, 3, 9, tzinfo=SHANGHAI))
    await work_off(doors.running)
    assert (await last_told(doors))["since"] == "2025-01-01"
    assert [(line["validity"], line["since"]) for line in (await doors.citizen.get(f"{path}/validity")).json()] == [
        ("upcoming", "2024-07-08"),
        ("in_force", "2024-08-01"),
        ("expired", "2025-01-01"),
    ]


async def test_e1_of_two_days_missed_in_an_outage_the_last_one_counts(doors: PolicyDoors) -> None:
    policy = await doors.published(effective_on="2024-08-01", expires_on="2024-08-31")
    doors.running.timepiece.move(datetime(2024, 10, 8, 9, tzinfo=SHANGHAI))
    await work_off(doors.running)
    history = (await doors.citizen.get(f"/api/v1/policies/{policy['id']}/validity")).json()
    assert [(line["validity"], line["since"], line["reason"]) for line in history] == [
        ("upcoming", "2024-07-08", "发布"),
        ("expired", "2024-09-01", "有效期届满"),
    ]
    assert await planned(doors) == 0


async def test_e1_an_edition_that_was_replaced_says_so(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    first = await doors.citizen.get(f"{path}/editions/1")
    await doors.clerk.put(path, json=WRITTEN | {"body": "第二版。", "change_note": "改期限"}, headers=AT_HAND)
    assert (await doors.release(policy)).status_code == 200
    old = await doors.citizen.get(f"{path}/editions/1", headers={"If-None-Match": first.headers["ETag"]})
    assert (old.status_code, old.json()["validity"]) == (200, "amended")
    assert (await doors.citizen.get(path)).json()["validity"] == "in_force"
    assert "已被修改" in (await doors.citizen.get(f"/policies/{policy['id']}/editions/1")).text


async def test_e1_a_word_document_keeps_no_old_note_of_what_changed(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    await doors.clerk.put(path, json=WRITTEN | {"body": "第二版。", "change_note": "改期限"}, headers=AT_HAND)
    assert (await doors.release(policy)).status_code == 200
    taken = await doors.clerk.post(f"{path}/word-document", content=docx("第三版。"), headers=AT_HAND)
    assert taken.status_code == 200, taken.text
    assert taken.json()["policy"]["change_note"] == ""
    refused = await doors.release(policy)
    assert [(point["pointer"], point["code"]) for point in refused.json()["errors"]] == [("/change_note", "missing")]


async def test_e1_the_body_of_a_public_policy_is_read_from_a_word_document(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}/word-document"
    taken = await doors.clerk.post(path, content=docx("第二版。"), headers=AT_HAND)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["policy"]["state"], taken.json()["policy"]["body"]) == ("draft", "<p>第二版。</p>")


async def test_e5_a_title_that_is_held_travels_in_no_message(doors: PolicyDoors) -> None:
    """The word was listed after the release; what the gate holds does not leave by mail to say that it is held."""
    policy = await scheduled(doors, title="关于启动蓝月亮计划的通知")
    await list_a_word(doors, "蓝月亮计划")
    doors.running.timepiece.move(LATER)
    await work_off(doors.running)
    held = await last_told(doors)
    assert held["codes"] == ["listed-word"]
    assert (held["title"], held["document_no"]) == (policy["document_no"], policy["document_no"])


async def waits(doors: PolicyDoors) -> bool:
    """Whether somebody stands before a lock."""
    async with doors.running.reading() as db:
        return bool(await db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


async def test_e5_an_edit_at_the_same_moment_turns_no_emergency_away(doors: PolicyDoors) -> None:
    policy = await doors.published()
    path = f"/api/v1/policies/{policy['id']}"
    async with doors.running.engine.begin() as edit:
        await edit.execute(update(policies).values(version=policies.c.version + 1))
        emergency = {"reason": "有个人信息", "emergency": True}
        going = asyncio.create_task(doors.head.post(f"{path}/withdrawal", json=emergency))
        await eventually(partial(waits, doors))
    assert (await going).status_code == 200
    assert await seen(doors, policy) == 404
