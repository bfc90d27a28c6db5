"""The public calculator and calendar, with the notice's own dates and with hostile ones."""

from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from tests.makers import client
from tests.service.notify.owner import at


@pytest.fixture
async def anybody(notify: ServiceRuntime) -> AsyncIterator[httpx.AsyncClient]:
    """A client without any token."""
    async with client(notify) as one:
        yield one


async def test_a6_five_working_days_over_the_national_day_week(anybody: httpx.AsyncClient) -> None:
    answer = await anybody.get("/api/v1/calendar/due?received=2024-09-30&working_days=5")
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"due_on", "certainty", "calendar_version", "days"}
    assert (told["due_on"], told["certainty"]) == ("2024-10-12", "final")
    assert all(set(day) == {"date", "counts", "reason", "source"} for day in told["days"])
    assert [day["date"] for day in told["days"] if day["counts"]] == [
        "2024-10-08",
        "2024-10-09",
        "2024-10-10",
        "2024-10-11",
        "2024-10-12",
    ]
    assert told["days"][0] == {"date": "2024-09-30", "counts": False, "reason": "receipt_day", "source": ""}
    holiday = next(day for day in told["days"] if day["date"] == "2024-10-01")
    assert holiday["reason"] == "holiday"
    assert "〔2023〕7号" in holiday["source"]
    assert told["days"][-1]["reason"] == "make_up_day"


@pytest.mark.parametrize(
    ("received", "days", "due", "certainty"),
    [
        ("2024-09-30", 15, "2024-10-25", "final"),
        ("2024-09-30", 1, "2024-10-08", "final"),
        ("2024-04-03", 1, "2024-04-07", "final"),
        ("2026-09-18", 5, "2026-09-24", "final"),
        ("2026-12-14", 15, "2027-01-04", "provisional"),
    ],
)
async def test_a3_golden_due_days(
    anybody: httpx.AsyncClient, received: str, days: int, due: str, certainty: str
) -> None:
    told = (await anybody.get(f"/api/v1/calendar/due?received={received}&working_days={days}")).json()
    assert (told["due_on"], told["certainty"]) == (due, certainty)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "received=2024-09-30",
        "received=2024-09-30&working_days=0",
        "received=2024-09-30&working_days=401",
        "received=2024-09-30&working_days=-5",
        "received=2024-09-30&working_days=1e3",
        "received=2024-09-30&working_days=99999999999999999999",
        "received=1999-12-31&working_days=5",
        "received=9999-12-31&working_days=5",
        "received=0001-01-01&working_days=5",
        "received=2024-02-30&working_days=5",
        "received=%E2%80%AE2024&working_days=5",
        "received=' OR 1=1 --&working_days=5",
        "received=31000119900307721X&working_days=5",
    ],
)
async def test_f3_the_calculator_refuses_what_is_unfit_and_repeats_nothing(
    anybody: httpx.AsyncClient, query: str
) -> None:
    answer = await anybody.get(f"/api/v1/calendar/due?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["errors"]
    assert "OR 1" not in answer.text
    assert "31000119900307721X" not in answer.text


async def test_a6_the_calculator_page_explains_without_script(anybody: httpx.AsyncClient) -> None:
    page = await anybody.get("/calendar?received=2024-09-30&working_days=5")
    assert page.status_code == 200
    assert "2024年10月12日 星期六" in page.text
    assert "国办发明电〔2023〕7号" in page.text
    bare = await anybody.get("/calendar")
    assert bare.status_code == 200
    wrong = await anybody.get("/calendar?received=<script>x</script>&working_days=²")
    assert wrong.status_code == 422
    assert "<script>x" not in wrong.text


async def test_a2_days_have_three_answers(anybody: httpx.AsyncClient) -> None:
    days = (await anybody.get("/api/v1/calendar/days?from=2026-12-31&to=2027-01-01")).json()
    assert [day["working"] for day in days] == ["yes", "unknown"]
    off = (await anybody.get("/api/v1/calendar/days?from=2024-10-01&to=2024-10-01")).json()
    assert (off[0]["working"], off[0]["name"]) == ("no", "国庆节")


@pytest.mark.parametrize("span", ["from=2024-02-01&to=2024-01-01", "from=2020-01-01&to=2024-01-01", "from=x&to=y"])
async def test_f3_a_span_of_days_is_bounded(anybody: httpx.AsyncClient, span: str) -> None:
    assert (await anybody.get(f"/api/v1/calendar/days?{span}")).status_code == 422


@pytest.mark.parametrize(
    ("today", "reminded"),
    [(date(2026, 10, 24), False), (date(2026, 10, 25), True), (date(2027, 1, 5), True), (date(2025, 11, 1), False)],
)
async def test_a8_the_office_is_reminded_of_the_missing_year(
    anybody: httpx.AsyncClient, timepiece: Timepiece, today: date, reminded: bool
) -> None:
    timepiece.move(at(today, 12))
    told = (await anybody.get("/api/v1/calendar")).json()
    assert bool(told["reminder"]) is reminded
    assert told["days_left"] == max(0, (date(2026, 12, 31) - today).days)
    assert [year["year"] for year in told["years"]] == list(range(2019, 2027))
