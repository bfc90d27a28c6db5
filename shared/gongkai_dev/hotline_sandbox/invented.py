"""Orders of people who cannot exist, and what the hotline says of each: no Chinese mobile number begins with 100."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
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
CONFIDENTIAL: Final = 5
ANONYMOUS: Final = 9
"""Last figures of the numbers of such people's orders."""
CREATED: Final = "transfer.created"
AMENDED: Final = "transfer.amended"
URGED: Final = "transfer.urged"
SUPERVISED: Final = "transfer.supervised"
CANCELLED: Final = "transfer.cancelled"
REOPENED: Final = "transfer.reopened"
REVIEW: Final = "transfer.review"
SURVEYED: Final = "survey.result"
CONTENT: Final = "title"
"""What only messages with the whole order have."""
GRADES: Final = ("满意", "认可", "不满意", "未评价")
REPORT_WITHIN: Final = (None, 3, 5)
"""督办时限 in working days, where the hotline says one."""
ADDED: Final = "市民补充："
MOST_AMENDED: Final = 2
MOST_URGED: Final = 3
AMENDED_OFTEN: Final = 0.2
URGED_OFTEN: Final = 0.25
SUPERVISED_OFTEN: Final = 0.08
CANCELLED_OFTEN: Final = 0.05
REVIEWED_OFTEN: Final = 0.3
CONTACTED_OFTEN: Final = 0.9
"""Shares of orders to which this happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineMessage:
    """One message about an order. `id` is the same in every try; `beside` stands beside the order in it."""

    type: str
    id: str
    occurred_at: datetime
    order: dict[str, Any]
    beside: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An order and everything that the hotline says of it, in the hotline's own sequence."""

    order_no: str
    said: tuple[HotlineMessage, ...] = field(repr=False)

    @property
    def cancelled(self) -> bool:
        """Whether the hotline takes the order back in the end."""
        return self.said[-1].type == CANCELLED

    @property
    def title(self) -> str:
        """As the hotline holds it in the end."""
        return next(str(one.order[CONTENT]) for one in reversed(self.said) if CONTENT in one.order)


class OrderBook:
    """Hands out invented orders, each with a number of its own. Without seed, matters and people take turns."""

    def __init__(self, prefix: str, seed: int | None = None) -> None:
        self._numbers = count(1)
        self._prefix = prefix
        self._seed = seed

    def next_order(self, now: datetime) -> dict[str, Any]:
        """A new order, dispatched just now."""
        number = next(self._numbers)
        lots = Random(f"{self._seed}/{number}") if self._seed is not None else None
        matter, person = (lots.randrange(30), lots.randrange(30)) if lots else (number - 1, number - 1)
        district, category, title, content = MATTERS[matter % len(MATTERS)]
        return {
            "order_no": f"{self._prefix}-{number:05}",
            "source": "中国政府网",
            "kind": "转送单",
            "priority": "普通",
            "dispatched_at": now.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "category": list(category),
            "district": district,
            "title": title,
            "content": content,
            "letter": f"您好：{content}盼复。",
            "place": f"{district}某某路{number % 90 + 1}号",
            "citizen": _citizen(number, PEOPLE[person % len(PEOPLE)]),
            "reported": {"name": "某某商行", "address": f"{district}某某路{number % 90 + 1}号"},
            "attachments": [],
            "role": "主办",
            "way": "自办",
            "customer": "个人",
            "service": "综合服务",
            "times": {"called_at": (now - timedelta(minutes=20)).astimezone(SHANGHAI).isoformat(timespec="seconds")},
        }


def _citizen(number: int, name: str) -> dict[str, Any]:
    """Most people say who they are; of ten, one stays anonymous and one is to be known to nobody."""
    anonymous = number % 10 == ANONYMOUS
    return {
        "name": None if anonymous else name,
        "phone": f"100{number:08}",
        "anonymous": anonymous,
        "confidential": number % 10 == CONFIDENTIAL,
    }


def afterwards(story: Story, seed: int, now: datetime) -> Story:
    """What the hotline says of an order once it has the bureau's report: what the citizen answered when it asked, a
    review, a new round where the citizen is not satisfied."""
    lots = Random(f"{seed}/{story.order_no}/afterwards")
    grade = lots.choice(GRADES)
    kinds = [SURVEYED, *([REOPENED] if grade == GRADES[2] else [REVIEW] if lots.random() < REVIEWED_OFTEN else [])]
    named = {"order_no": story.order_no}
    survey = {"grade": grade, "contacted_first": lots.random() < CONTACTED_OFTEN, "solved": grade != GRADES[2]}
    said = (
        HotlineMessage(
            type=kind,
            id=f"msg_{story.order_no}_after_{place}",
            occurred_at=now + timedelta(seconds=place),
            order=named,
            beside=survey if kind == SURVEYED else {},
        )
        for place, kind in enumerate(kinds)
    )
    return Story(order_no=story.order_no, said=tuple(said))


def stories(seed: int, now: datetime, prefix: str = "") -> Iterator[Story]:
    """Orders without end and their follow-ups; the same seed, moment and prefix tell the same stories.

    What the hotline says of one order lies a minute apart, and the last of it is not later than now.
    """
    prefix = prefix or f"S{seed}-{now.astimezone(SHANGHAI):%y%m%d%H%M%S}"
    book = OrderBook(prefix, seed)
    for number in count(1):
        kinds = _kinds(Random(f"{seed}/{prefix}/{number}"))
        began = now - timedelta(minutes=len(kinds))
        order = book.next_order(began)
        yield Story(order_no=str(order["order_no"]), said=tuple(_said(order, kinds, began)))


def _kinds(lots: Random) -> list[str]:
    """What happens to one order."""
    follow_ups = [AMENDED] * (lots.randint(1, MOST_AMENDED) if lots.random() < AMENDED_OFTEN else 0)
    follow_ups += [URGED] * (lots.randint(1, MOST_URGED) if lots.random() < URGED_OFTEN else 0)
    follow_ups += [SUPERVISED] * (lots.random() < SUPERVISED_OFTEN)
    lots.shuffle(follow_ups)
    return [CREATED, *follow_ups, *([CANCELLED] if lots.random() < CANCELLED_OFTEN else [])]


def _said(order: dict[str, Any], kinds: list[str], began: datetime) -> Iterator[HotlineMessage]:
    for place, kind in enumerate(kinds):
        content: dict[str, Any] = {"order_no": order["order_no"]}
        if kind == CREATED:
            content = order
        if kind == AMENDED:
            content = order | {"title": f"{order['title']}（补充{place}）", "content": f"{ADDED}{order['content']}"}
        yield HotlineMessage(
            type=kind,
            id=f"msg_{order['order_no']}_{place}",
            occurred_at=began + timedelta(minutes=place),
            order=content,
            beside=_limit(str(order["order_no"])) if kind == SUPERVISED else {},
        )


def _limit(order_no: str) -> dict[str, Any]:
    """Within how many working days the hotline wants the report of an order that it watches."""
    days = Random(f"{order_no}/supervised").choice(REPORT_WITHIN)
    return {"working_days": days} if days else {}
