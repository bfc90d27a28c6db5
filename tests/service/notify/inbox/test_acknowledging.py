"""A person's warnings, and taking note of one."""

import json
from uuid import UUID, uuid4

from sqlalchemy import select

from gongkai.audit.entries import audit_entry
from gongkai.messaging.outbox import outbox
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from tests.makers import client, person
from tests.service.notify.conftest import Tick
from tests.service.notify.owner import at, owed, tell

CLERK = person("clerk", "food_production")


async def _warned(notify: ServiceRuntime, timepiece: Timepiece, tick: Tick, count: int = 1) -> None:
    timepiece.move(at("2024-09-30", 10))
    await tell(notify, *(owed(ref=f"ZX-{number}") for number in range(count)))
    await tick(at("2024-10-18"))


async def test_b3_a_warning_is_acknowledged_by_name_and_time_once(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick
) -> None:
    await _warned(notify, timepiece, tick)
    timepiece.move(at("2024-10-18", 10))
    async with client(notify, CLERK) as clerk:
        mine = (await clerk.get("/api/v1/warnings")).json()["items"]
        path = f"/api/v1/warnings/{mine[0]['id']}"
        first = await clerk.post(f"{path}/acknowledgement")
        timepiece.move(at("2024-10-18", 11))
        again = await clerk.post(f"{path}/acknowledgement")
        assert first.status_code == again.status_code == 200
        assert first.json() == again.json() == (await clerk.get(path)).json()
        assert (await clerk.get("/api/v1/warnings?unacknowledged=true")).json()["items"] == []
    assert first.json()["acknowledged_name"] == CLERK.name
    assert first.json()["acknowledged_at"].startswith("2024-10-18T02:00")
    async with notify.reading() as db:
        events = (await db.execute(select(outbox).order_by(outbox.c.seq))).all()
        audited = (await db.execute(select(audit_entry))).all()
    assert [event.type for event in events] == [
        "gongkai.notify.warning-given.v1",
        "gongkai.notify.warning-acknowledged.v1",
    ]
    assert [event.aggregate_version for event in events] == [1, 2]
    assert json.loads(events[1].payload)["by"] == CLERK.id
    assert [(entry.actor, entry.act) for entry in audited] == [(CLERK.id, "warning-acknowledged")]


async def test_f4_nobody_sees_or_takes_note_of_another_s_warning(
    notify: ServiceRuntime, timepiece: Timepiece, tick: Tick
) -> None:
    await _warned(notify, timepiece, tick)
    async with client(notify, CLERK) as clerk:
        known = UUID((await clerk.get("/api/v1/warnings")).json()["items"][0]["id"])
    async with client(notify, person("clerk", "registration")) as other:
        assert (await other.get("/api/v1/warnings")).json()["items"] == []
        for one in (known, uuid4()):
            answer = await other.post(f"/api/v1/warnings/{one}/acknowledgement")
            assert (answer.status_code, answer.json()["type"]) == (404, "urn:gongkai:problem:warning-unknown")
        assert (await other.post("/api/v1/warnings/x/acknowledgement")).status_code == 422


async def test_b3_the_list_has_pages(notify: ServiceRuntime, timepiece: Timepiece, tick: Tick) -> None:
    await _warned(notify, timepiece, tick, count=5)
    async with client(notify, CLERK) as clerk:
        seen, cursor = [], ""
        while True:
            page = (await clerk.get(f"/api/v1/warnings?limit=2{cursor}")).json()
            seen += [each["ref"] for each in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
    assert sorted(seen) == [f"ZX-{number}" for number in range(5)]


async def test_f6_the_inbox_page_has_the_button(notify: ServiceRuntime, timepiece: Timepiece, tick: Tick) -> None:
    await _warned(notify, timepiece, tick)
    async with client(notify, CLERK) as clerk:
        page = await clerk.get("/desk/warnings")
        assert "还剩5个工作日" in page.text
        known = (await clerk.get("/api/v1/warnings")).json()["items"][0]["id"]
        answer = await clerk.post(f"/desk/warnings/{known}/acknowledgement", data={"all": "yes"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/warnings?all=yes")
        assert "没有未签收的预警" in (await clerk.get("/desk/warnings")).text
        assert CLERK.name in (await clerk.get("/desk/warnings?all=yes")).text
