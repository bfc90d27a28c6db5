"""The notice and its interpretation come in together: once, from wherever an earlier start had left them."""

from typing import Any

from sqlalchemy import update

from gongkai.actor import Actor
from gongkai_dev.demo.people import demo_people
from policy_service.casework.usecases import load_notice
from policy_service.drafting.usecases import draft_policy, review_policy
from policy_service.policy.domain.draft import Draft
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store.tables import policies
from policy_service.word_import.domain.notice import draft_of_notice, read_notice
from tests.makers import person
from tests.service.policy.conftest import PolicyDoors


async def public_notice(doors: PolicyDoors) -> dict[str, Any]:
    listed = (await doors.citizen.get("/api/v1/policies")).json()["items"]
    assert [item["document_no"] for item in listed] == ["沪市监办发〔2024〕326号"]
    return dict((await doors.citizen.get(f"/api/v1/policies/{listed[0]['id']}")).json())


async def test_e3_the_notice_is_public_with_its_interpretation_and_each_leads_to_the_other(doors: PolicyDoors) -> None:
    await load_notice(doors.running, demo_people())
    notice = await public_notice(doors)
    (interpretation,) = notice["interpretations"]
    assert notice["edition"] == 1
    assert interpretation["form"] == "text"
    assert interpretation["unit"] == notice["drafting_unit"] == "office"
    assert len(interpretation["elements"]) == 10
    assert interpretation["policy_path"] == notice["path"]
    assert interpretation["path"].startswith(f"{notice['path']}#interpretation-")


async def test_e3_a_start_that_broke_off_is_taken_up_where_it_stood(doors: PolicyDoors) -> None:
    clerk, head = Actor("office.clerk", "林简", "office"), person("head", "office")
    async with doors.running.work(clerk) as work:
        policy = await draft_policy(draft_of_notice(), work)
    async with doors.running.work(head) as work:
        await review_policy(policy.id, policy.version, work)
    await load_notice(doors.running, demo_people())
    notice = await public_notice(doors)
    assert len(notice["interpretations"]) == 1
    await load_notice(doors.running, demo_people())
    assert await public_notice(doors) == notice


async def test_e3_a_notice_that_was_public_before_there_were_interpretations_gets_one(doors: PolicyDoors) -> None:
    async with doors.running.work(person("clerk", "office")) as work:
        policy = await draft_policy(read_notice_as_before(), work)
        was = {"state": PolicyState.published, "published_at": work.now, "edition": 0}
        await work.db.execute(update(policies).where(policies.c.id == policy.id).values(was))
    await load_notice(doors.running, demo_people())
    notice = await public_notice(doors)
    assert notice["id"] == str(policy.id)
    assert len(notice["interpretations"]) == 1


def read_notice_as_before() -> Draft:
    """Without particulars, as it was drafted at first."""
    from_now = draft_of_notice()
    return read_notice(
        "\n".join((from_now.document_no, from_now.title, from_now.body, "2024年7月8日", "（此件公开发布）"))
    )
