"""The files of one case for the pages: some that came, one that could not come, one that the unit added."""

from typing import Any

from gongkai_dev.hotline_sandbox.attachments import invented_attachments
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour.caller import until
from gongkai_dev.tour.visit import TourVisit

CLERK = "pudong.clerk"
NOTES = "现场检查笔录（虚构）：货架上未见过期商品。\n".encode()
"""What nobody found."""


def sent_along(hotline: HotlineSandbox, order_no: str) -> list[dict[str, Any]]:
    """What the citizen sent: two files that are there, one at a forbidden address, one that stays at the hotline."""
    return [
        *invented_attachments(hotline.base, order_no),
        {"name": "店铺外观.jpg", "url": "http://10.0.0.1/shop.jpg"},
        {"name": "通话录音.mp3"},
    ]


async def case_file(visit: TourVisit, ticket_id: str) -> str:
    """The id of a file that the unit put to the case, once what the citizen sent along has come too."""
    clerk, path = await visit.as_person(CLERK), f"/api/v1/tickets/{ticket_id}/files"

    async def fetched() -> bool | None:
        return all(one["state"] != "waiting" for one in await clerk.get(path)) or None

    await until(fetched, "the attachments are fetched")
    files = (await clerk.send("PUT", path, params={"name": "现场检查笔录.txt"}, content=NOTES)).json()
    return str(next(one["file_id"] for one in files if one["kind"] == "case_file"))
