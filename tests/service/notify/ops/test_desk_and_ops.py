"""The way to the desk, and the health of the suite."""

import pytest

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.service import SERVICE
from tests.makers import House, client, person
from tests.service.notify.owner import at, owed, tell


async def test_f6_a_demo_person_signs_in_and_out(notify: ServiceRuntime) -> None:
    clerk = person("clerk", "food_production")
    async with client(notify, Origin="http://gongkai.test") as browser:
        form = await browser.get("/desk/login")
        assert clerk.name in form.text
        answer = await browser.post("/desk/login", data={"person": clerk.id, "next": "/desk/warnings"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/warnings")
        queue = await browser.get("/desk/queue")
        assert queue.status_code == 200
        assert clerk.name in queue.text
        gone = await browser.post("/desk/logout")
        assert (gone.status_code, gone.headers["location"]) == (303, "/desk/login")
        assert (await browser.get("/desk/queue", headers={"accept": "text/html"})).status_code == 303


@pytest.mark.parametrize(
    "path", ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "/" + "a" * 301, "/a\nb"]
)
async def test_f4_signing_in_never_leads_away(notify: ServiceRuntime, path: str) -> None:
    clerk = person("clerk", "food_production")
    async with client(notify) as browser:
        answer = await browser.post("/desk/login", data={"person": clerk.id, "next": path})
    assert answer.status_code == 422 or answer.headers["location"] == "/desk/queue"


async def test_f4_an_unknown_person_is_not_signed_in(notify: ServiceRuntime) -> None:
    async with client(notify) as browser:
        answer = await browser.post("/desk/login", data={"person": "nobody"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


async def test_f4_in_earnest_nobody_is_listed(house: House) -> None:
    clerk = person("clerk", "food_production")
    async with house.open(SERVICE, demo=False) as running, client(running) as browser:
        assert clerk.name not in (await browser.get("/desk/login")).text
        answer = await browser.post("/desk/login", data={"person": clerk.id})
        assert (answer.status_code, "set-cookie" in answer.headers) == (422, False)


async def test_f6_the_desk_begins_with_the_queue(notify: ServiceRuntime) -> None:
    async with client(notify) as browser:
        assert (await browser.get("/desk")).headers["location"] == "/desk/queue"


async def test_f5_a_service_that_is_away_is_shown_as_away(notify: ServiceRuntime) -> None:
    async with client(notify, person("ops")) as staff:
        told = (await staff.get("/api/v1/ops")).json()["services"]
        assert {(one["service"], one["reachable"]) for one in told} == {
            (name, False) for name in ("policy", "inquiry", "ticket", "notify")
        }
        page = await staff.get("/ops")
        assert page.status_code == 200
        assert "没有应答" in page.text


async def test_f5_the_oldest_unsent_warning_counts_in_working_time(
    notify: ServiceRuntime, timepiece: Timepiece
) -> None:
    timepiece.move(at("2024-09-30", 10))
    await tell(notify, owed(), owed(due=at("2027-01-05").date()))
    timepiece.move(at("2024-10-18", 9, 10))
    async with client(notify, person("ops")) as staff:
        figures = (await staff.get("/api/v1/notify-service/health")).json()["figures"]
        assert 600 <= figures["oldest_unsent_warning_seconds"] < 660
        assert figures["provisional_clocks"] == 1
        timepiece.move(at("2024-10-18", 23))
        figures = (await staff.get("/api/v1/notify-service/health")).json()["figures"]
        assert figures["oldest_unsent_warning_seconds"] == 0
