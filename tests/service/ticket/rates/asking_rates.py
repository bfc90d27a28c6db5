"""The rates, asked for over REST."""

from typing import Any, Final

import httpx

AUTUMN: Final = {"from": "2024-09-01", "to": "2024-10-31"}


async def rates(who: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    """The rates of the whole, by code."""
    answer = await who.get("/api/v1/rates", params=AUTUMN | asked)
    assert answer.status_code == 200, answer.text
    return {one["code"]: one for one in answer.json()["total"]}


async def behind(who: httpx.AsyncClient, rate: str, part: str, **asked: Any) -> list[dict[str, Any]]:
    """All rounds behind a figure, page after page."""
    found: list[dict[str, Any]] = []
    params = AUTUMN | {"rate": rate, "part": part, "limit": "50"} | asked
    while True:
        answer = await who.get("/api/v1/rates/tickets", params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if not answer.json()["next"]:
            return found
        params["cursor"] = answer.json()["next"]
