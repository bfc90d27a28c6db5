"""The hotline lists an order that the bureau never got, and the bureau's office has both lists compared."""

from typing import Any

from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour.caller import until
from gongkai_dev.tour.orders import order
from gongkai_dev.tour.visit import TourVisit

OFFICE = "office.supervisor"
RECEIVED = "2024-09-30 10:00"


async def let_lists_differ(visit: TourVisit, hotline: HotlineSandbox) -> str:
    """The id of the difference."""
    lost = order("乙", RECEIVED, "电梯广告", "小区电梯里的广告夸大其词。")
    hotline.roll.pushed({"type": "transfer.created", "occurred_at": RECEIVED, "order": lost}, {})
    office = await visit.as_person(OFFICE)
    await office.send("POST", "/api/v1/hotline/reconciliation/runs")

    async def seen() -> Any | None:
        path = "/api/v1/hotline/reconciliation/differences"
        items = (await office.get(path, kind="unknown_here", limit=100))["items"]
        return next((one["id"] for one in items if one["order_no"] == lost["order_no"]), None)

    return str(await until(seen, "the lists are compared"))
