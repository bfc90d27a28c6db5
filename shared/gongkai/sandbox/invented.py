"""Orders of people who cannot exist: no Chinese mobile number begins with 100."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count, cycle
from typing import Any, Final

from gongkai.worktime.days import SHANGHAI

PEOPLE: Final = ("甄有问", "贾设之", "吴此人", "梅如是", "于乌有", "子虚先")
MATTERS: Final = (
    ("浦东新区", ("市场监管", "食品安全"), "超市出售过期酸奶", "在超市买到过期三天的酸奶，要求查处并答复。"),
    ("黄浦区", ("市场监管", "消费维权"), "健身房停业后预付卡如何退费", "健身房突然停业，卡内余额尚未退还。"),
    ("浦东新区", ("市场监管", "价格"), "停车场未明码标价", "商场地下停车场没有公示收费标准。"),
    ("", ("市场监管", "消费维权"), "网购商品不肯开发票", "网店拒绝开具发票，应向哪里反映？"),
    ("黄浦区", ("市场监管", "特种设备"), "小区电梯年检标志过期", "电梯内的检验标志已过有效期两个月。"),
)


class OrderBook:
    """Hands out invented orders, each with a number of its own."""

    def __init__(self, prefix: str) -> None:
        self._numbers = count(1)
        self._people: Iterator[str] = cycle(PEOPLE)
        self._matters = cycle(MATTERS)
        self._prefix = prefix

    def next_order(self, now: datetime) -> dict[str, Any]:
        """A new order, dispatched just now."""
        number = next(self._numbers)
        district, category, title, content = next(self._matters)
        return {
            "order_no": f"{self._prefix}-{number:04}",
            "source": "中国政府网",
            "kind": "转送单",
            "priority": "普通",
            "dispatched_at": now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "category": list(category),
            "district": district,
            "title": title,
            "content": content,
            "citizen": {
                "name": next(self._people),
                "phone": f"100{number:08}",
                "anonymous": False,
                "confidential": False,
            },
            "attachments": [],
        }
